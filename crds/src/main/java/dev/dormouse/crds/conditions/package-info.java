/* SPDX-License-Identifier: Apache-2.0 */
/** Conditions as values: merging is pure. Imports {@code crds.v1alpha1}. */
@NullMarked
package dev.dormouse.crds.conditions;

import org.jspecify.annotations.NullMarked;
