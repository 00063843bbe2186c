/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Where the task and what it names are read from: the API server or a file. Imports {@code secrets}
 * and {@code crds}.
 */
@NullMarked
package dev.dormouse.broker.task;

import org.jspecify.annotations.NullMarked;
