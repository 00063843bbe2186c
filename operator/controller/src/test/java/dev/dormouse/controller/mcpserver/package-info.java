/* SPDX-License-Identifier: Apache-2.0 */
/** Tests of the controller of McpServers. */
@NullMarked
package dev.dormouse.controller.mcpserver;

import org.jspecify.annotations.NullMarked;
