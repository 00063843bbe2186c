/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.session;

import dev.dormouse.crds.plan.TaskPlan;
import dev.dormouse.crds.plan.TaskPlan.TurnPlan;
import dev.dormouse.wire.state.Head;
import dev.dormouse.wire.state.TurnState;
import java.util.List;
import java.util.Optional;

/** Which turn is next: pure. */
final class Turns {
    private Turns() {}

    /** The first turn of the list whose name never ran; a name that ran never runs again. */
    static Optional<TurnPlan> next(TaskPlan task, Head head) {
        return notStarted(task, head).stream().findFirst();
    }

    /** A failed turn stops those behind it: they will not run, under their names. */
    static Head skipRest(TaskPlan task, Head head, String failed, long nowMillis) {
        var message = "turn " + failed + " failed; give the work a new name and add it as a new turn";
        var next = head;
        for (var turn : notStarted(task, head)) {
            next = next.withTurn(TurnState.skipped(turn.name(), nowMillis, message));
        }
        return next;
    }

    private static List<TurnPlan> notStarted(TaskPlan task, Head head) {
        return task.turns().stream()
                .filter(turn -> head.turn(turn.name()).isEmpty())
                .toList();
    }
}
