/* SPDX-License-Identifier: Apache-2.0 */
/** What happened in a step, in order: appended, encoded, and read back for a replay. Pure. Imports {@code wire} only. */
@NullMarked
package dev.dormouse.broker.journal;

import org.jspecify.annotations.NullMarked;
