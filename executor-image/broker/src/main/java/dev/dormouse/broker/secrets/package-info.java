/* SPDX-License-Identifier: Apache-2.0 */
/** The values of Secrets: where they stand, what may be sent, and finding them in what leaves. Imports {@code crds}. */
@NullMarked
package dev.dormouse.broker.secrets;

import org.jspecify.annotations.NullMarked;
