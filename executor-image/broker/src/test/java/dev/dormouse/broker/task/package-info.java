/* SPDX-License-Identifier: Apache-2.0 */
/** What a broker hears of its task. */
@NullMarked
package dev.dormouse.broker.task;

import org.jspecify.annotations.NullMarked;
