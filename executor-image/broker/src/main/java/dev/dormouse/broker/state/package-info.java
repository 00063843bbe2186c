/* SPDX-License-Identifier: Apache-2.0 */
/**
 * The durable state of one task: the port, its two stores, and the judgement over the fate of a commit (protocol §2).
 * Imports {@code wire}; only {@link dev.dormouse.broker.state.ConfigMapStateStore} knows Kubernetes.
 */
@NullMarked
package dev.dormouse.broker.state;

import org.jspecify.annotations.NullMarked;
