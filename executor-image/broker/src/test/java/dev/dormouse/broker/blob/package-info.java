/* SPDX-License-Identifier: Apache-2.0 */
/** Tests of the stores of parts; every store runs the one contract. */
@NullMarked
package dev.dormouse.broker.blob;

import org.jspecify.annotations.NullMarked;
