/* SPDX-License-Identifier: Apache-2.0 */
/** McpServer: parsed, and told so in a condition. Imports settings and crds. */
@NullMarked
package dev.dormouse.controller.mcpserver;

import org.jspecify.annotations.NullMarked;
