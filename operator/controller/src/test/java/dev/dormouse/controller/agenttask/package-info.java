/* SPDX-License-Identifier: Apache-2.0 */
/** Tests of the AgentTask controller: values first, then the whole of it on a real API server. */
@NullMarked
package dev.dormouse.controller.agenttask;

import org.jspecify.annotations.NullMarked;
