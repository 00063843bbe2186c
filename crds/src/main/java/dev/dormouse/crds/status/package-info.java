/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Whether a task needs a pod and what its status says, derived from the head of its state; pure, shared by controller
 * and CLI. Imports {@code crds.plan}, {@code crds.conditions}, {@code crds.v1alpha1} and {@code wire.state}.
 */
@NullMarked
package dev.dormouse.crds.status;

import org.jspecify.annotations.NullMarked;
