/* SPDX-License-Identifier: Apache-2.0 */
/** What every pod with a broker may reach, as a NetworkPolicy in each namespace that has one. Imports settings and crds. */
@NullMarked
package dev.dormouse.controller.network;

import org.jspecify.annotations.NullMarked;
