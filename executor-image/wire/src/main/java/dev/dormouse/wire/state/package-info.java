/* SPDX-License-Identifier: Apache-2.0 */
/** The durable state of a task: its head, its journal records. Imports {@code wire} only. */
@NullMarked
package dev.dormouse.wire.state;

import org.jspecify.annotations.NullMarked;
