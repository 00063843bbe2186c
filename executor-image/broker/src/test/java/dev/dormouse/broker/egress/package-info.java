/* SPDX-License-Identifier: Apache-2.0 */
@NullMarked
package dev.dormouse.broker.egress;

import org.jspecify.annotations.NullMarked;
