/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Values that cross a process boundary: ids, outcomes, and the one JSON dialect of frames and durable records. Imports
 * nothing of Dormouse; everything may import it.
 */
@NullMarked
package dev.dormouse.wire;

import org.jspecify.annotations.NullMarked;
