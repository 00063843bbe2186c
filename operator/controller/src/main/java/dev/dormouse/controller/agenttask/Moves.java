/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.controller.agenttask;

import dev.dormouse.crds.plan.TaskPlan;
import dev.dormouse.crds.plan.TaskPlan.DesiredState;
import dev.dormouse.crds.status.NeedsPod;
import dev.dormouse.crds.status.PodFacts;
import dev.dormouse.crds.status.PodFacts.Held;
import dev.dormouse.crds.v1alpha1.Reason;
import dev.dormouse.wire.state.Head;
import dev.dormouse.wire.state.Head.Park;
import dev.dormouse.wire.state.Head.ParkReason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides the next move. Pure. A new pod gets a new epoch, raised only once the old pod is gone or lost; it never waits
 * for an old pod to vanish, for on a dead node that takes for ever.
 *
 * @param memory what the operator remembers of the task; after its restart, nothing
 */
record Moves(TaskPlan plan, Head head, PodFacts pod, Memory memory) {
    private static final Duration SOON = Duration.ofSeconds(1);
    private static final Duration LONG = Duration.ofDays(1);

    /**
     * @param backOff before the next pod may start
     * @param goneEpoch the pod of this epoch was seen with all containers terminated; 0: none was
     * @param leaving how long a pod that should go has been asked to
     */
    record Memory(Instant now, Duration backOff, long goneEpoch, Duration leaving) {
        static Memory none(Instant now) {
            return new Memory(now, Duration.ZERO, 0, Duration.ZERO);
        }
    }

    /** A broker parks by itself; past this its pod is deleted. */
    static final Duration GRACE = Duration.ofSeconds(30);

    Move next() {
        return NeedsPod.of(head, plan, memory.now()) ? towardsPod() : towardsNoPod();
    }

    private Move towardsPod() {
        return switch (pod) {
            case PodFacts.None _, PodFacts.Held _ ->
                hadPod() ? raise(remembered()) : start(head.epoch() == 1 || remembered());
            case PodFacts.Gone gone when gone.epoch() == head.epoch() -> after(gone);
            case PodFacts.Gone gone
            when gone.epoch() < head.epoch() -> hadPod() ? raise(remembered()) : start(isProof(gone));
            case PodFacts.Working working
            when head.park() != null && working.epoch() <= head.epoch() -> leave(working.epoch());
            case PodFacts.Working working when working.epoch() < head.epoch() -> new Move.Delete(working.epoch());
            case PodFacts.Coming coming when coming.epoch() < head.epoch() -> new Move.Delete(coming.epoch());
            case PodFacts.Ending _ -> Move.stay(SOON);
            // a pod newer than the head: the head that was read is the older one
            case PodFacts.Gone _, PodFacts.Working _, PodFacts.Coming _ -> Move.stay();
        };
    }

    private Move after(PodFacts.Gone gone) {
        if (memory.backOff().isZero() || gone.disrupted()) {
            return raise(gone.allTerminated());
        }
        var seconds = Math.max(1, memory.backOff().toSeconds());
        var exit =
                gone.exitCode().isPresent() ? " (exit code " + gone.exitCode().getAsInt() + ")" : "";
        return new Move.Wait(
                new Held(
                        Reason.BACKING_OFF,
                        "the next pod, in " + seconds + " s: the last ones ended without progress" + exit),
                Optional.of(memory.backOff()));
    }

    /** Whether the epoch of the head was begun: its pod has committed, or it has let its pod go. */
    private boolean hadPod() {
        return head.instance() != null || head.park() != null;
    }

    /** Of the epoch before only: what came between may still be at work. */
    private boolean isProof(PodFacts.Gone gone) {
        return gone.epoch() == head.epoch() - 1 && gone.allTerminated();
    }

    private boolean remembered() {
        return memory.goneEpoch() == head.epoch();
    }

    private Move start(boolean predecessorGone) {
        return new Move.Start(head.epoch(), Optional.empty(), predecessorGone);
    }

    private Move raise(boolean predecessorGone) {
        var raised = raised(null);
        return new Move.Start(raised.epoch(), Optional.of(raised), predecessorGone);
    }

    private Move towardsNoPod() {
        return switch (pod) {
            case PodFacts.Gone gone -> hasEnded() ? new Move.Delete(gone.epoch()) : cancel();
            case PodFacts.None _, PodFacts.Held _ -> hasEnded() ? sleep() : cancel();
            case PodFacts.Working working -> leave(working.epoch());
            case PodFacts.Coming coming -> leave(coming.epoch());
            case PodFacts.Ending _ -> Move.stay(SOON);
        };
    }

    /** Whether the head says already what the plan wants; a committed end wins over a cancellation. */
    private boolean hasEnded() {
        if (plan.desiredState() != DesiredState.CANCELLED) {
            return true;
        }
        var park = head.park();
        return park != null
                && switch (park.reason()) {
                    case CANCELLED -> true;
                    case IDLE -> !NeedsPod.hasNewTurn(head, plan);
                    case IN_DOUBT, SUSPENDED, BLOCKED, UNCONFINED -> false;
                };
    }

    private Move sleep() {
        var wake = head.park() == null ? null : head.park().wakeMillis();
        return wake == null || plan.desiredState() != DesiredState.RUNNING ? Move.stay() : Move.stay(until(wake));
    }

    /** What its last pod sent without recording an answer, only the journal knows. */
    private String cancellation() {
        var open = head.openStep();
        return "cancelled while it had no pod"
                + (open == null
                        ? ""
                        : ", in the midst of " + open.step()
                                + ": its last calls may have been sent, so look there first");
    }

    private Duration until(long wake) {
        long millis = Math.clamp(wake, memory.now().toEpochMilli(), Long.MAX_VALUE)
                - memory.now().toEpochMilli();
        return Duration.ofMillis(Math.clamp(millis, SOON.toMillis(), LONG.toMillis()));
    }

    private Move cancel() {
        return new Move.Cancel(raised(new Park(ParkReason.CANCELLED, cancellation(), plan.generation(), null)));
    }

    private Move leave(long epoch) {
        var left = GRACE.minus(memory.leaving());
        return left.isPositive() ? Move.stay(left) : new Move.Delete(epoch);
    }

    /** The commit stays: a broker that asks after the fate of its last one finds it. */
    private Head raised(@Nullable Park park) {
        return new Head(
                head.format(),
                head.taskUid(),
                head.epoch() + 1,
                null,
                head.commit(),
                park,
                List.copyOf(head.turns()),
                head.openStep(),
                head.tail(),
                head.inDoubt(),
                head.checkpoint(),
                head.blobs().inNextEpoch(),
                null);
    }
}
