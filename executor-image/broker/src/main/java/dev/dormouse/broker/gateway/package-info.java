/* SPDX-License-Identifier: Apache-2.0 */
/**
 * The one door through which calls leave: slots, leases, sends. Imports {@code model}, {@code policy},
 * {@code journal}, {@code secrets}.
 */
@NullMarked
package dev.dormouse.broker.gateway;

import org.jspecify.annotations.NullMarked;
