/* SPDX-License-Identifier: Apache-2.0 */
/**
 * MCP over streamable HTTP with three honest outcomes (docs/decisions/0001-mcp-transport.md). Imports
 * {@code broker.egress}, {@code broker.model}, {@code broker.catalog}, {@code broker.secrets}, {@code crds}, {@code wire},
 * and of the MCP Java SDK its schema.
 */
@NullMarked
package dev.dormouse.broker.mcp;

import org.jspecify.annotations.NullMarked;
