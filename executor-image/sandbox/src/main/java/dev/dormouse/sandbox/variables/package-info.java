/* SPDX-License-Identifier: Apache-2.0 */
/** Capture and restore of the session's variables, over the polyglot API. Imports {@code wire} only. */
@NullMarked
package dev.dormouse.sandbox.variables;

import org.jspecify.annotations.NullMarked;
