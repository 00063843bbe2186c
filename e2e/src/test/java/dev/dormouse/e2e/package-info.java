/* SPDX-License-Identifier: Apache-2.0 */
/** What the suites share: the sample's servers, processes, folders. Uses nothing of Dormouse but its commands. */
@NullMarked
package dev.dormouse.e2e;

import org.jspecify.annotations.NullMarked;
