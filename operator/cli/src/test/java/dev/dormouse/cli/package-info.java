/* SPDX-License-Identifier: Apache-2.0 */
@NullMarked
package dev.dormouse.cli;

import org.jspecify.annotations.NullMarked;
