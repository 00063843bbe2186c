/* SPDX-License-Identifier: Apache-2.0 */
/** Entry point of the broker process. */
@NullMarked
package dev.dormouse.broker.main;

import org.jspecify.annotations.NullMarked;
