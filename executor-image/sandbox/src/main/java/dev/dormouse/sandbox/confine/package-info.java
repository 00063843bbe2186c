/* SPDX-License-Identifier: Apache-2.0 */
/** Takes rights from this process for good: system-call filter, Landlock, no dumps. Imports nothing of ours. */
@NullMarked
package dev.dormouse.sandbox.confine;

import org.jspecify.annotations.NullMarked;
