/* SPDX-License-Identifier: Apache-2.0 */
/** Tests of how the packages of the controller hang together. */
@NullMarked
package dev.dormouse.controller;

import org.jspecify.annotations.NullMarked;
