/* SPDX-License-Identifier: Apache-2.0 */
/** Whole sessions against a simulated world. */
@NullMarked
package dev.dormouse.broker.session;

import org.jspecify.annotations.NullMarked;
