/* SPDX-License-Identifier: Apache-2.0 */
/** Tests of what a server says of its tools. */
@NullMarked
package dev.dormouse.broker.probe;

import org.jspecify.annotations.NullMarked;
