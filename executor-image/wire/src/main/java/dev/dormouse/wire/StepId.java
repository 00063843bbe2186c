/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.wire;

/**
 * One code cell of a turn.
 *
 * @param turn name of the turn, as in {@code spec.turns[].name}
 * @param step number of the step within the turn, from 1; a {@code code} turn has exactly one
 */
public record StepId(String turn, int step) {
    public StepId {
        if (turn.isEmpty() || step < 1) {
            throw new IllegalArgumentException("not a step: " + turn + "/" + step);
        }
    }

    @Override
    public String toString() {
        return turn + "/" + step;
    }
}
