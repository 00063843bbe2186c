/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.crds.status;

import dev.dormouse.crds.plan.TaskPlan;
import dev.dormouse.crds.plan.TaskPlan.TurnPlan;
import dev.dormouse.crds.v1alpha1.TurnStatus;
import dev.dormouse.crds.v1alpha1.TurnStatus.Phase;
import dev.dormouse.wire.state.Head;
import dev.dormouse.wire.state.TurnState;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The turns of a task as its status shows them: those that the state knows, then those that wait. */
final class TurnStatuses {
    private static final int MAX_MESSAGE = 4096;

    /** As the schema says. */
    private static final int MOST = 256;

    private TurnStatuses() {}

    /** The latest of a long session. */
    static List<TurnStatus> latest(TaskPlan plan, Head head) {
        var all = all(plan, head);
        return all.subList(Math.max(0, all.size() - MOST), all.size());
    }

    private static List<TurnStatus> all(TaskPlan plan, Head head) {
        return Stream.concat(
                        head.turns().stream().map(TurnStatuses::status),
                        waiting(plan, head).map(TurnStatuses::pending))
                .toList();
    }

    /** {@code "2/3 follow-up"}: the turn that runs, else the next one, else the last. */
    static @Nullable String current(TaskPlan plan, Head head) {
        var all = all(plan, head);
        if (all.isEmpty()) {
            return null;
        }
        int index = all.size() - 1;
        for (int i = all.size() - 1; i >= 0; i--) {
            var phase = all.get(i).phase();
            if (phase == Phase.RUNNING || phase == Phase.PENDING) {
                index = i;
            }
        }
        return (index + 1) + "/" + all.size() + " " + all.get(index).name();
    }

    private static Stream<TurnPlan> waiting(TaskPlan plan, Head head) {
        return plan.turns().stream().filter(turn -> head.turn(turn.name()).isEmpty());
    }

    private static TurnStatus pending(TurnPlan turn) {
        return new TurnStatus(turn.name(), Phase.PENDING, null, null, null, null, null, null, null, null);
    }

    private static TurnStatus status(TurnState turn) {
        var counters = turn.counters();
        var completion = turn.completionMillis();
        return new TurnStatus(
                turn.name(),
                switch (turn.phase()) {
                    case RUNNING -> Phase.RUNNING;
                    case COMPLETED -> Phase.COMPLETED;
                    case FAILED -> Phase.FAILED;
                    case SKIPPED -> Phase.SKIPPED;
                },
                time(turn.startMillis()),
                completion == null ? null : time(completion),
                counters.steps(),
                counters.toolCalls(),
                counters.effects(),
                turn.result(),
                turn.reason(),
                cut(turn.message()));
    }

    private static @Nullable String cut(@Nullable String message) {
        return message == null || message.length() <= MAX_MESSAGE
                ? message
                : message.substring(0, MAX_MESSAGE - 1) + "…";
    }

    private static String time(long millis) {
        return Instant.ofEpochMilli(millis).toString();
    }
}
