/* SPDX-License-Identifier: Apache-2.0 */
/** Turns and steps: leads the sandbox, keeps the journal, commits. Imports everything but {@code main}. */
@NullMarked
package dev.dormouse.broker.session;

import org.jspecify.annotations.NullMarked;
