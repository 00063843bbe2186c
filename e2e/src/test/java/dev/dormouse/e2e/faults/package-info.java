/* SPDX-License-Identifier: Apache-2.0 */
/**
 * What a task survives on the node: kills at random moments, and a broker that comes back after its epoch. Imports the
 * vocabulary of {@code node} and nothing of Dormouse.
 */
@NullMarked
package dev.dormouse.e2e.faults;

import org.jspecify.annotations.NullMarked;
