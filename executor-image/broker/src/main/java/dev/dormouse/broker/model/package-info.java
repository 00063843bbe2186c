/* SPDX-License-Identifier: Apache-2.0 */
/** Values and ports of the broker; no I/O, no Kubernetes, no MCP. Imports {@code crds} and {@code wire}. */
@NullMarked
package dev.dormouse.broker.model;

import org.jspecify.annotations.NullMarked;
