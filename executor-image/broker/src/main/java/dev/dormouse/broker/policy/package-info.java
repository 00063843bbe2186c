/* SPDX-License-Identifier: Apache-2.0 */
/** May this call be made, and what may it do: pure decisions. Imports {@code model}, {@code crds.plan} and {@code wire}. */
@NullMarked
package dev.dormouse.broker.policy;

import org.jspecify.annotations.NullMarked;
