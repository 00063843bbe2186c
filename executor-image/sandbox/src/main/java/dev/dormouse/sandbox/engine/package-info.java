/* SPDX-License-Identifier: Apache-2.0 */
/** One session of guest code inside the engine: cells, clock, tools, errors. Imports {@code wire} and {@code variables}. */
@NullMarked
package dev.dormouse.sandbox.engine;

import org.jspecify.annotations.NullMarked;
