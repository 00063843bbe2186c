/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.crds.status;

import static dev.dormouse.crds.v1alpha1.ConditionType.ACCEPTED;
import static dev.dormouse.crds.v1alpha1.ConditionType.CHECKPOINTED;
import static dev.dormouse.crds.v1alpha1.ConditionType.COMPLETE;
import static dev.dormouse.crds.v1alpha1.ConditionType.FAILED;
import static dev.dormouse.crds.v1alpha1.ConditionType.RECONCILING;
import static dev.dormouse.crds.v1alpha1.ConditionType.RESOLVED_REFS;
import static dev.dormouse.crds.v1alpha1.ConditionType.SANDBOX_READY;
import static dev.dormouse.crds.v1alpha1.ConditionType.STALLED;

import dev.dormouse.crds.conditions.Conditions.Said;
import dev.dormouse.crds.plan.TaskPlan;
import dev.dormouse.crds.v1alpha1.Condition;
import dev.dormouse.crds.v1alpha1.Reason;
import dev.dormouse.crds.v1alpha1.TaskPhase;
import dev.dormouse.wire.state.Head;
import dev.dormouse.wire.state.Head.InDoubt;
import dev.dormouse.wire.state.Head.Park;
import dev.dormouse.wire.state.TurnState;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What is said of a task whose state is there, one condition a method.
 *
 * @param earlier what was last said of its references
 */
record Sayings(TaskPlan plan, Head head, PodFacts pod, Instant now, Optional<Condition> earlier) {
    private static final Set<Reason> UNRESOLVED = EnumSet.of(Reason.SERVER_NOT_FOUND, Reason.SERVER_NOT_ACCEPTED);

    List<Said> all(TaskPhase phase) {
        return List.of(
                Said.yes(ACCEPTED, Reason.ACCEPTED, "the task makes sense"),
                resolved(),
                sandboxReady(),
                checkpointed(),
                complete(phase),
                failed(phase),
                reconciling(phase),
                stalled(phase));
    }

    private Said resolved() {
        var broker = saidByBroker();
        if (broker.isPresent()) {
            return broker.get();
        }
        if (pod instanceof PodFacts.Held held && UNRESOLVED.contains(held.reason())) {
            return Said.no(RESOLVED_REFS, held.reason(), "waits for " + held.message());
        }
        return Said.yes(RESOLVED_REFS, Reason.RESOLVED, "everything that the task names exists");
    }

    /** What only a broker can know, for it alone sees Secrets; it stands until the broker of a next pod has spoken. */
    private Optional<Said> saidByBroker() {
        if (head.park() != null) {
            return blocked()
                    .flatMap(park -> Reason.of(park.cause())
                            .filter(Reason::saidByBroker)
                            .map(why -> Said.no(RESOLVED_REFS, why, park.message())));
        }
        return earlier.filter(_ -> head.instance() == null)
                .flatMap(was -> Reason.of(was.reason())
                        .filter(Reason::saidByBroker)
                        .map(why -> Said.no(RESOLVED_REFS, why, was.message())));
    }

    private Said sandboxReady() {
        if (head.park() != null && !NeedsPod.of(head, plan, now)) {
            return unconfined()
                    .map(park -> Said.no(SANDBOX_READY, Reason.SYSCALL_FILTER_MISSING, park.message()))
                    .orElse(Said.no(
                            SANDBOX_READY, Reason.NO_POD_NEEDED, "no pod is needed, as there is nothing to do"));
        }
        return switch (pod) {
            case PodFacts.Working working ->
                Said.yes(
                        SANDBOX_READY,
                        Reason.READY,
                        "pod " + plan.ref().name() + "-e" + working.epoch() + " runs" + landlock());
            case PodFacts.Held held -> Said.no(SANDBOX_READY, held.reason(), "waits for " + held.message());
            case PodFacts.Coming coming -> coming(coming.problem());
            case PodFacts.Ending _ -> Said.no(SANDBOX_READY, Reason.NO_POD_NEEDED, "the pod ends");
            case PodFacts.Gone _, PodFacts.None _ -> withoutPod();
        };
    }

    private String landlock() {
        var version = head.landlock();
        if (version == null) {
            return "";
        }
        return version == 0 ? ", without Landlock: its kernel has none" : ", with Landlock (ABI " + version + ")";
    }

    private Said coming(Optional<PodFacts.Problem> problem) {
        return problem.map(is -> Said.no(SANDBOX_READY, is.reason(), is.message()))
                .orElse(Said.no(SANDBOX_READY, Reason.STARTING, "the pod is on its way"));
    }

    private Said withoutPod() {
        if (NeedsPod.of(head, plan, now) && (head.commit().n() == 0 || head.park() != null)) {
            return coming(Optional.empty());
        }
        return NeedsPod.of(head, plan, now)
                ? Said.no(SANDBOX_READY, Reason.POD_LOST, "the pod is gone; the next one follows")
                : Said.no(SANDBOX_READY, Reason.NO_POD_NEEDED, "no pod is needed, as there is nothing to do");
    }

    private Said checkpointed() {
        var checkpoint = head.checkpoint();
        return checkpoint == null
                ? Said.no(CHECKPOINTED, Reason.NOTHING_STORED, "no step has ended with a snapshot yet")
                : Said.yes(
                        CHECKPOINTED,
                        Reason.CHECKPOINT_STORED,
                        "variables as of " + checkpoint.step() + " are stored, " + checkpoint.bytes() + " bytes");
    }

    private Said complete(TaskPhase phase) {
        return phase == TaskPhase.COMPLETED
                ? Said.yes(COMPLETE, Reason.ALL_TURNS_COMPLETED, head.turns().size() + " turns have ended")
                : Said.no(COMPLETE, Reason.TURNS_LEFT, "turn " + Objects.requireNonNullElse(current(), "none"));
    }

    private @Nullable String current() {
        return TurnStatuses.current(plan, head);
    }

    private Said failed(TaskPhase phase) {
        return phase == TaskPhase.FAILED
                ? Said.yes(FAILED, failure(), failureText())
                : Said.no(FAILED, Reason.NOT_FAILED, "nothing has failed for good");
    }

    private Said reconciling(TaskPhase phase) {
        return switch (phase) {
            case PENDING, RUNNING -> Said.yes(RECONCILING, Reason.PROGRESSING, "turn " + current());
            case SLEEPING, AWAITING_DECISION, SUSPENDED, COMPLETED, FAILED, CANCELLED ->
                Said.no(RECONCILING, Reason.SETTLED, "there is nothing to do now");
        };
    }

    private Said stalled(TaskPhase phase) {
        return switch (phase) {
            case FAILED -> Said.yes(STALLED, failure(), failureText());
            case AWAITING_DECISION -> Said.yes(STALLED, Reason.EFFECT_IN_DOUBT, doubts());
            case SUSPENDED ->
                Said.yes(STALLED, Reason.SUSPENDED, "set spec.desiredState to Running and the task goes on");
            case CANCELLED -> Said.yes(STALLED, Reason.CANCELLED, cancelled());
            case PENDING, RUNNING, SLEEPING, COMPLETED ->
                Said.no(STALLED, Reason.NOT_STALLED, "nothing is needed of anybody");
        };
    }

    private Reason failure() {
        if (unconfined().isPresent()) {
            return Reason.SYSCALL_FILTER_MISSING;
        }
        return blocked()
                .map(park -> Reason.of(park.cause()).filter(Reason::stateIsGone).orElse(Reason.BLOCKED))
                .orElse(Reason.TURN_FAILED);
    }

    private String failureText() {
        return blocked()
                .or(this::unconfined)
                .map(park -> failure().stateIsGone()
                        ? park.message()
                        : park.message() + "; put that right, then change the task's spec (or suspend and resume it)")
                .or(() -> Phases.lastThatRan(head).map(Sayings::turnFailure))
                .orElse("the task failed");
    }

    private Optional<Park> blocked() {
        return parked(Head.ParkReason.BLOCKED);
    }

    private Optional<Park> unconfined() {
        return parked(Head.ParkReason.UNCONFINED);
    }

    private Optional<Park> parked(Head.ParkReason reason) {
        return Optional.ofNullable(head.park()).filter(park -> park.reason() == reason);
    }

    private static String turnFailure(TurnState turn) {
        return "turn " + turn.name() + ": " + Objects.requireNonNullElse(turn.reason(), "Failed") + ": "
                + Objects.requireNonNullElse(turn.message(), "no message")
                + "; append a turn with a new name to go on from the variables of the last turn that ended well";
    }

    private String cancelled() {
        var how = parked(Head.ParkReason.CANCELLED).map(Park::message).orElse("cancelled");
        return head.inDoubt().isEmpty()
                ? how + "; make a new task to run it again"
                : "cancelled; perhaps sent: " + listed(head.inDoubt());
    }

    private String doubts() {
        return "perhaps sent, and not to be sent twice: " + listed(head.inDoubt())
                + "; look there whether it happened, then cancel this task (spec.desiredState: Cancelled)"
                + " or delete it, and make a new one for what is left";
    }

    private static String listed(List<InDoubt> doubts) {
        return doubts.stream()
                .map(doubt -> doubt.server() + "." + doubt.tool() + " (call " + doubt.n() + " of " + doubt.step()
                        + "): " + doubt.message())
                .collect(Collectors.joining("; "));
    }
}
