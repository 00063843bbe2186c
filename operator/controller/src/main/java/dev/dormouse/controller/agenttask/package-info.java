/* SPDX-License-Identifier: Apache-2.0 */
/**
 * AgentTask, in five steps, one file each: Dereference, Plan, Resources, Apply, Status. Imports settings,
 * network, pods, events, crds and wire.
 */
@NullMarked
package dev.dormouse.controller.agenttask;

import org.jspecify.annotations.NullMarked;
