/* SPDX-License-Identifier: Apache-2.0 */
/** What the chart tells the operator, and the labels that everybody sets and selects. Imports nothing of the module. */
@NullMarked
package dev.dormouse.controller.settings;

import org.jspecify.annotations.NullMarked;
