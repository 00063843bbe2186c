/* SPDX-License-Identifier: Apache-2.0 */
@NullMarked
package dev.dormouse.broker.main;

import org.jspecify.annotations.NullMarked;
