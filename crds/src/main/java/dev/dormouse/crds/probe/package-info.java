/* SPDX-License-Identifier: Apache-2.0 */
/** What the pod that asks an McpServer for its tools tells the operator. Imports {@code v1alpha1} and {@code wire}. */
@NullMarked
package dev.dormouse.crds.probe;

import org.jspecify.annotations.NullMarked;
