/* SPDX-License-Identifier: Apache-2.0 */
/** What hostile code finds in a real pod. Looks at pods from their node. */
@NullMarked
package dev.dormouse.e2e.walls;

import org.jspecify.annotations.NullMarked;
