/* SPDX-License-Identifier: Apache-2.0 */
/** Tests of what the chart tells the operator. */
@NullMarked
package dev.dormouse.controller.settings;

import org.jspecify.annotations.NullMarked;
