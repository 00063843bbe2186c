/* SPDX-License-Identifier: Apache-2.0 */
/** The command {@code dormouse}: runs a task file on this machine, with no cluster. Imports {@code crds}, {@code wire}. */
@NullMarked
package dev.dormouse.cli;

import org.jspecify.annotations.NullMarked;
