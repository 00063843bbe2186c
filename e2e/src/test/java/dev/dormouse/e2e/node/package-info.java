/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Stories on a real node, and the words that suites on it speak: node, task, office. Uses nothing of Dormouse but its
 * kinds, its chart and its images.
 */
@NullMarked
package dev.dormouse.e2e.node;

import org.jspecify.annotations.NullMarked;
