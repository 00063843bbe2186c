/* SPDX-License-Identifier: Apache-2.0 */
/** Journals as values. */
@NullMarked
package dev.dormouse.broker.journal;

import org.jspecify.annotations.NullMarked;
