/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.crds.status;

import static dev.dormouse.crds.plan.TaskPlan.DesiredState.CANCELLED;
import static dev.dormouse.crds.plan.TaskPlan.DesiredState.RUNNING;
import static dev.dormouse.crds.plan.TaskPlan.DesiredState.SUSPENDED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dormouse.crds.plan.TaskPlan;
import dev.dormouse.crds.plan.TaskPlan.DesiredState;
import dev.dormouse.wire.state.Head;
import dev.dormouse.wire.state.Head.Park;
import dev.dormouse.wire.state.Head.ParkReason;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class NeedsPodTest {
    private static final long DUE = Tasks.NOW.minusSeconds(1).toEpochMilli();
    private static final long LATER = Tasks.NOW.plusSeconds(60).toEpochMilli();

    /** Parked at generation 4; the turn "remind" has ended, "follow-up" is what may be new. */
    static Stream<Arguments> table() {
        return Stream.of(
                row("not parked", null, RUNNING, 4, false, true),
                row(
                        "not parked, though every turn has ended: only the broker may say so",
                        null,
                        RUNNING,
                        4,
                        false,
                        true),
                row("not parked, to be suspended", null, SUSPENDED, 5, true, false),
                row("not parked, to be cancelled", null, CANCELLED, 5, true, false),
                row("idle, nothing new", park(ParkReason.IDLE), RUNNING, 4, false, false),
                row("idle, changed, no new turn", park(ParkReason.IDLE), RUNNING, 5, false, false),
                row("idle, a new turn", park(ParkReason.IDLE), RUNNING, 5, true, true),
                row("idle, a turn that its broker saw and left", park(ParkReason.IDLE), RUNNING, 4, true, false),
                row("idle, a new turn, suspended", park(ParkReason.IDLE), SUSPENDED, 5, true, false),
                row("idle, a new turn, cancelled", park(ParkReason.IDLE), CANCELLED, 5, true, false),
                row("suspended", park(ParkReason.SUSPENDED), SUSPENDED, 4, false, false),
                row("suspended, to run again", park(ParkReason.SUSPENDED), RUNNING, 5, false, true),
                row("suspended, to be cancelled", park(ParkReason.SUSPENDED), CANCELLED, 5, false, false),
                row(
                        "suspended, by a spec that only its broker has seen",
                        park(ParkReason.SUSPENDED),
                        RUNNING,
                        3,
                        false,
                        false),
                row("to be woken, likewise", waking(DUE), RUNNING, 3, false, false),
                row("in doubt", park(ParkReason.IN_DOUBT), RUNNING, 4, false, false),
                row("in doubt, changed: nobody has decided", park(ParkReason.IN_DOUBT), RUNNING, 5, true, false),
                row("blocked", park(ParkReason.BLOCKED), RUNNING, 4, false, false),
                row("blocked, changed", park(ParkReason.BLOCKED), RUNNING, 5, false, true),
                row("unconfined", park(ParkReason.UNCONFINED), RUNNING, 4, true, false),
                row("unconfined, changed", park(ParkReason.UNCONFINED), RUNNING, 5, false, true),
                row("blocked, to be woken later", waking(LATER), RUNNING, 4, false, false),
                row("blocked, to be woken by now", waking(DUE), RUNNING, 4, false, true),
                row("blocked, to be woken by now, suspended", waking(DUE), SUSPENDED, 5, false, false),
                row("cancelled", park(ParkReason.CANCELLED), CANCELLED, 4, true, false),
                row("cancelled is for ever", park(ParkReason.CANCELLED), RUNNING, 5, true, false));
    }

    private static Arguments row(
            String what, @Nullable Park park, DesiredState desired, long generation, boolean newTurn, boolean needed) {
        var plan = newTurn
                ? Tasks.plan(generation, desired, "remind", "follow-up")
                : Tasks.plan(generation, desired, "remind");
        return Arguments.of(what, Tasks.head(park, Tasks.completed("remind")), plan, needed);
    }

    private static Park park(ParkReason reason) {
        return new Park(reason, "because", 4, null);
    }

    private static Park waking(long millis) {
        return new Park(ParkReason.BLOCKED, "Secret books has no key token", 4, millis);
    }

    @ParameterizedTest(name = "{0}: {3}")
    @MethodSource("table")
    void needsAPod(String what, Head head, TaskPlan plan, boolean needed) {
        assertThat(NeedsPod.of(head, plan, Tasks.NOW)).as(what).isEqualTo(needed);
    }

    @Test
    void theTableHasEveryReasonToPark() {
        var parks = table().map(row -> ((Head) row.get()[1]).park())
                .filter(Objects::nonNull)
                .map(Park::reason)
                .distinct();

        assertThat(parks).containsExactlyInAnyOrderElementsOf(Arrays.asList(ParkReason.values()));
    }
}
