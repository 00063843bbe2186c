/* SPDX-License-Identifier: Apache-2.0 */
/** Decisions as values. */
@NullMarked
package dev.dormouse.broker.policy;

import org.jspecify.annotations.NullMarked;
