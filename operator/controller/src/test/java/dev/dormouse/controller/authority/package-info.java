/* SPDX-License-Identifier: Apache-2.0 */
/** What the chart's admission policies and roles let whom do, on a real API server. Imports the chart's test package. */
@NullMarked
package dev.dormouse.controller.authority;

import org.jspecify.annotations.NullMarked;
