/* SPDX-License-Identifier: Apache-2.0 */
/** Tests of the MCP client against servers that misbehave on the level of TCP. */
@NullMarked
package dev.dormouse.broker.mcp;

import org.jspecify.annotations.NullMarked;
