/* SPDX-License-Identifier: Apache-2.0 */
/**
 * The kinds of {@code dormouse.dev/v1alpha1} as they stand in YAML: every field may be null, nothing is checked but what
 * the schema says. The parsers in {@code crds.plan} turn them into plans. Imports nothing of Dormouse.
 */
@NullMarked
package dev.dormouse.crds.v1alpha1;

import org.jspecify.annotations.NullMarked;
