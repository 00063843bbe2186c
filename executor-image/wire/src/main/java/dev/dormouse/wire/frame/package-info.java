/* SPDX-License-Identifier: Apache-2.0 */
/** The frames between broker and sandbox, and how they stand on the socket. Imports {@code wire} only. */
@NullMarked
package dev.dormouse.wire.frame;

import org.jspecify.annotations.NullMarked;
