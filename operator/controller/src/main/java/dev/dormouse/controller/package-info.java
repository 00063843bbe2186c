/* SPDX-License-Identifier: Apache-2.0 */
/** The operator's settings and how its parts are wired. Imports every other package of the module; none imports it. */
@NullMarked
package dev.dormouse.controller;

import org.jspecify.annotations.NullMarked;
