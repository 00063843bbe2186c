/* SPDX-License-Identifier: Apache-2.0 */
/** Asks one McpServer for its tools and stores them. Imports {@code mcp}, {@code catalog}, {@code secrets}, {@code crds}. */
@NullMarked
package dev.dormouse.broker.probe;

import org.jspecify.annotations.NullMarked;
