/* SPDX-License-Identifier: Apache-2.0 */
/** Tests of what every pod with a broker may reach. */
@NullMarked
package dev.dormouse.controller.network;

import org.jspecify.annotations.NullMarked;
