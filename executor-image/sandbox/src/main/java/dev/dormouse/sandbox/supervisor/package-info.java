/* SPDX-License-Identifier: Apache-2.0 */
/** Keeps one evaluator process alive and within its limits, from outside it. Imports {@code wire} only. */
@NullMarked
package dev.dormouse.sandbox.supervisor;

import org.jspecify.annotations.NullMarked;
