/* SPDX-License-Identifier: Apache-2.0 */
/** Leases and sends. */
@NullMarked
package dev.dormouse.broker.gateway;

import org.jspecify.annotations.NullMarked;
