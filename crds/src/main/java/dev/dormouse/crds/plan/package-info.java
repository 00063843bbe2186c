/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Null-free plans: what a resource says, parsed once and checked, shared by controller, broker and CLI. Nobody reads a
 * raw resource after this. Imports {@code crds.v1alpha1} and {@code wire}.
 */
@NullMarked
package dev.dormouse.crds.plan;

import org.jspecify.annotations.NullMarked;
