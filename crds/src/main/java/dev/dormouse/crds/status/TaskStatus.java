/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.crds.status;

import dev.dormouse.crds.conditions.Conditions;
import dev.dormouse.crds.conditions.Conditions.Said;
import dev.dormouse.crds.plan.TaskPlan;
import dev.dormouse.crds.v1alpha1.AgentTaskStatus;
import dev.dormouse.crds.v1alpha1.AgentTaskStatus.CheckpointStatus;
import dev.dormouse.crds.v1alpha1.AgentTaskStatus.RuntimeInUse;
import dev.dormouse.crds.v1alpha1.Condition;
import dev.dormouse.crds.v1alpha1.ConditionType;
import dev.dormouse.crds.v1alpha1.TaskPhase;
import dev.dormouse.wire.state.Head;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Status of a task, derived from the head of its state and from what was observed of its pod, never from what was meant
 * to happen. The same facts give the same status, times included, so that writing it again can be left out.
 */
public final class TaskStatus {
    private static final int MAX_WAITING_ON = 1024;

    private TaskStatus() {}

    /** What of a status doesn't come out of the head. */
    public record Before(
            Optional<AgentTaskStatus> status, Optional<String> stateUid, Optional<RuntimeInUse> runtime, Clock clock) {
        /** A task nothing was ever said of. */
        public static Before nothing(Clock clock) {
            return new Before(Optional.empty(), Optional.empty(), Optional.empty(), clock);
        }

        private List<Condition> conditions() {
            return status.map(AgentTaskStatus::conditions).orElse(List.of());
        }
    }

    /** Status of a task whose state is there. */
    public static AgentTaskStatus of(TaskPlan plan, Head head, PodFacts pod, Before before) {
        var now = before.clock().instant();
        var phase = Phases.of(plan, head, pod, now);
        var earlier = Conditions.find(before.conditions(), ConditionType.RESOLVED_REFS);
        var said = new Sayings(plan, head, pod, now, earlier).all(phase);
        return new AgentTaskStatus(
                plan.generation(),
                phase,
                TurnStatuses.current(plan, head),
                waitingOn(phase, head, pod),
                merged(said, plan.generation(), before),
                head.epoch(),
                before.stateUid().orElse(null),
                before.runtime().orElse(null),
                TurnStatuses.latest(plan, head),
                checkpoint(head));
    }

    /**
     * Status of a task that can't be planned, or has no state: what was known of its past stays.
     *
     * @param phase what the task is now; absent leaves it as it was, or makes it Pending
     */
    public static AgentTaskStatus stopped(long generation, Optional<TaskPhase> phase, List<Said> said, Before before) {
        var old =
                before.status().orElse(new AgentTaskStatus(null, null, null, null, null, null, null, null, null, null));
        return new AgentTaskStatus(
                generation,
                phase.orElse(old.phase() == null ? TaskPhase.PENDING : old.phase()),
                old.turn(),
                null,
                merged(said, generation, before),
                old.epoch(),
                before.stateUid().orElse(old.stateUID()),
                before.runtime().orElse(old.runtime()),
                old.turns(),
                old.checkpoint());
    }

    private static List<Condition> merged(List<Said> said, long generation, Before before) {
        return new Conditions(Optional.ofNullable(before.conditions()).orElse(List.of()), generation, before.clock())
                .merge(said);
    }

    private static @Nullable String waitingOn(TaskPhase phase, Head head, PodFacts pod) {
        if (phase == TaskPhase.AWAITING_DECISION && !head.inDoubt().isEmpty()) {
            var first = head.inDoubt().getFirst();
            return "a person: " + first.server() + "." + first.tool() + " is in doubt";
        }
        var park = head.park();
        if (phase == TaskPhase.SLEEPING && park != null) {
            return cut(park.message());
        }
        return switch (pod) {
            case PodFacts.None _ when phase == TaskPhase.PENDING -> "its pod";
            case PodFacts.Held held -> cut(held.message());
            case PodFacts.Coming coming ->
                cut(coming.problem().map(PodFacts.Problem::message).orElse("its pod"));
            case PodFacts.Working _, PodFacts.Ending _, PodFacts.Gone _, PodFacts.None _ -> null;
        };
    }

    private static String cut(String text) {
        return text.length() <= MAX_WAITING_ON ? text : text.substring(0, MAX_WAITING_ON - 1) + "…";
    }

    private static @Nullable CheckpointStatus checkpoint(Head head) {
        var checkpoint = head.checkpoint();
        return checkpoint == null
                ? null
                : new CheckpointStatus(
                        checkpoint.step().toString(),
                        checkpoint.digest(),
                        checkpoint.bytes(),
                        Instant.ofEpochMilli(checkpoint.timeMillis()).toString());
    }
}
