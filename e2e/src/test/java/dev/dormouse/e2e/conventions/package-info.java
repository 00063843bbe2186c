/* SPDX-License-Identifier: Apache-2.0 */
/** What holds for every file of the project. */
@NullMarked
package dev.dormouse.e2e.conventions;

import org.jspecify.annotations.NullMarked;
