/* SPDX-License-Identifier: Apache-2.0 */
/** Tests of the Helm chart, as the real helm renders it. */
@NullMarked
package dev.dormouse.controller.chart;

import org.jspecify.annotations.NullMarked;
