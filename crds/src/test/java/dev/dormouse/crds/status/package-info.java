/* SPDX-License-Identifier: Apache-2.0 */
/** Tests of what a task's status says and whether it needs a pod, as values. */
@NullMarked
package dev.dormouse.crds.status;

import org.jspecify.annotations.NullMarked;
