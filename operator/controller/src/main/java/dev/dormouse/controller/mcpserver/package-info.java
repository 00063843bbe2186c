/* SPDX-License-Identifier: Apache-2.0 */
/**
 * McpServer, in five steps, one file each: Dereference, Plan, Resources, Apply, Status. Imports settings, network, pods, events,
 * crds and wire.
 */
@NullMarked
package dev.dormouse.controller.mcpserver;

import org.jspecify.annotations.NullMarked;
