/* SPDX-License-Identifier: Apache-2.0 */
/** Events, as kubectl shows them. Imports crds. */
@NullMarked
package dev.dormouse.controller.events;

import org.jspecify.annotations.NullMarked;
