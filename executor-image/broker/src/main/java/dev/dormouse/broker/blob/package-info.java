/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Bytes of a task that its state has no room for: the port and its two stores (protocol §2). Imports {@code wire} and, for its
 * digests, {@code journal};
 * only {@link dev.dormouse.broker.blob.ConfigMapPartStore} knows Kubernetes.
 */
@NullMarked
package dev.dormouse.broker.blob;

import org.jspecify.annotations.NullMarked;
