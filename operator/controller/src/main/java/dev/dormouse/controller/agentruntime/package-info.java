/* SPDX-License-Identifier: Apache-2.0 */
/** AgentRuntime: parsed, and told so in a condition. Imports settings and crds. */
@NullMarked
package dev.dormouse.controller.agentruntime;

import org.jspecify.annotations.NullMarked;
