/* SPDX-License-Identifier: Apache-2.0 */
/** The two processes and the training run. May import everything of this module. */
@NullMarked
package dev.dormouse.sandbox.main;

import org.jspecify.annotations.NullMarked;
