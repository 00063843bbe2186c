/* SPDX-License-Identifier: Apache-2.0 */
/** Tests of the stores and of the judgement over a commit's fate; every store runs the one contract. */
@NullMarked
package dev.dormouse.broker.state;

import org.jspecify.annotations.NullMarked;
