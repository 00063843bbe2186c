/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.controller.agenttask;

import dev.dormouse.crds.conditions.Conditions;
import dev.dormouse.crds.conditions.Conditions.Said;
import dev.dormouse.crds.status.PodFacts;
import dev.dormouse.crds.status.TaskStatus;
import dev.dormouse.crds.status.TaskStatus.Before;
import dev.dormouse.crds.v1alpha1.AgentTask;
import dev.dormouse.crds.v1alpha1.AgentTaskStatus;
import dev.dormouse.crds.v1alpha1.AgentTaskStatus.RuntimeInUse;
import dev.dormouse.crds.v1alpha1.Condition;
import dev.dormouse.crds.v1alpha1.ConditionType;
import dev.dormouse.crds.v1alpha1.Reason;
import dev.dormouse.crds.v1alpha1.TaskPhase;
import dev.dormouse.wire.state.Head;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Step 5: what was applied and observed, as status; written when it differs from what stands there. A change of the
 * phase is written at once, progress within a phase once a second.
 */
final class Status {
    private static final Duration PACE = Duration.ofSeconds(1);

    private final Apply apply;
    private final Memories memories;
    private final Announcer announcer;
    private final Clock clock;

    Status(Apply apply, Memories memories, Announcer announcer, Clock clock) {
        this.apply = apply;
        this.memories = memories;
        this.announcer = announcer;
        this.clock = clock;
    }

    /** What stands in the status of the task now; the cache may not have this operator's last write yet. */
    Optional<AgentTaskStatus> standing(AgentTask task) {
        return memories.written(task.getMetadata().getUid()).or(() -> Optional.ofNullable(task.getStatus()));
    }

    Optional<String> stateUid(AgentTask task) {
        return standing(task).map(AgentTaskStatus::stateUID);
    }

    /** The latest that was ever shown; 0 before the first. */
    long epoch(AgentTask task) {
        return standing(task).map(AgentTaskStatus::epoch).orElse(0L);
    }

    /** @return when to look again to write what was held back */
    Optional<Duration> live(AgentTask task, Plan.Accepted plan, StateFacts.Stored state, Seen seen) {
        var before = before(task, plan.runtime(), Optional.of(state.uid()));
        return write(task, TaskStatus.of(plan.task(), seen.head(), seen.pod(), before));
    }

    /** What a pass ended with. */
    record Seen(Head head, PodFacts pod) {}

    /** @param held why there can be no state yet */
    Optional<Duration> withoutState(AgentTask task, Plan.Accepted plan, PodFacts.Held held) {
        var nothing = Head.initial(task.getMetadata().getUid());
        return write(task, TaskStatus.of(plan.task(), nothing, held, before(task, plan.runtime(), Optional.empty())));
    }

    Optional<Duration> rejected(AgentTask task, Plan.Rejected rejected) {
        return stopped(
                task,
                Optional.empty(),
                List.of(
                        Said.no(ConditionType.ACCEPTED, rejected.reason(), rejected.message()),
                        Said.no(
                                ConditionType.RECONCILING,
                                rejected.reason(),
                                "nothing happens before the task is changed"),
                        Said.yes(ConditionType.STALLED, rejected.reason(), rejected.message())));
    }

    Optional<Duration> lost(AgentTask task, StateFacts.Lost lost) {
        return stopped(
                task,
                Optional.of(TaskPhase.FAILED),
                List.of(
                        Said.yes(ConditionType.FAILED, lost.reason(), lost.message()),
                        Said.no(ConditionType.COMPLETE, lost.reason(), "what the task did is unknown"),
                        Said.no(ConditionType.RECONCILING, lost.reason(), "the task never starts again"),
                        Said.yes(ConditionType.STALLED, lost.reason(), lost.message())));
    }

    private Optional<Duration> stopped(AgentTask task, Optional<TaskPhase> phase, List<Said> said) {
        var before = before(task, Optional.empty(), Optional.empty());
        return write(task, TaskStatus.stopped(task.getMetadata().getGeneration(), phase, said, before));
    }

    private Before before(AgentTask task, Optional<RuntimeInUse> runtime, Optional<String> stateUid) {
        return new Before(standing(task), stateUid, runtime, clock);
    }

    private Optional<Duration> write(AgentTask task, AgentTaskStatus status) {
        var uid = task.getMetadata().getUid();
        var old = standing(task);
        if (old.filter(status::equals).isPresent()) {
            return Optional.empty();
        }
        var since = Duration.between(memories.writtenAt(uid), clock.instant());
        if (sameHeadline(old, status) && !since.isNegative() && since.compareTo(PACE) < 0) {
            return Optional.of(PACE.minus(since));
        }
        var refused = apply.status(task, status);
        memories.wrote(uid, refused.map(why -> unshowable(task, status, why)).orElse(status));
        if (old.map(AgentTaskStatus::phase).orElse(null) != status.phase()) {
            announcer.phase(task, Objects.requireNonNull(status.phase()), message(status));
        }
        return Optional.empty();
    }

    /** What stands there stays, and says so; the task goes on. */
    private AgentTaskStatus unshowable(AgentTask task, AgentTaskStatus status, String why) {
        var said = Said.yes(ConditionType.STALLED, Reason.BLOCKED, "its status is not one that can be shown: " + why);
        var shown = TaskStatus.stopped(
                task.getMetadata().getGeneration(),
                Optional.ofNullable(status.phase()),
                List.of(said),
                before(task, Optional.empty(), Optional.ofNullable(status.stateUID())));
        apply.status(task, shown).ifPresent(again -> {
            throw new IllegalStateException("no status of the task can be written: " + again);
        });
        return shown;
    }

    private static boolean sameHeadline(Optional<AgentTaskStatus> old, AgentTaskStatus now) {
        return old.filter(is -> is.phase() == now.phase()
                        && Objects.equals(is.observedGeneration(), now.observedGeneration())
                        && Objects.equals(is.stateUID(), now.stateUID()))
                .isPresent();
    }

    private static String message(AgentTaskStatus status) {
        var conditions = Objects.requireNonNullElse(status.conditions(), List.<Condition>of());
        return Conditions.find(conditions, ConditionType.STALLED)
                .filter(Condition::holds)
                .map(Condition::message)
                .orElseGet(() -> "turn " + status.turn());
    }
}
