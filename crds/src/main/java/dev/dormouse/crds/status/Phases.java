/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.crds.status;

import dev.dormouse.crds.plan.TaskPlan;
import dev.dormouse.crds.plan.TaskPlan.DesiredState;
import dev.dormouse.crds.v1alpha1.TaskPhase;
import dev.dormouse.wire.state.Head;
import dev.dormouse.wire.state.TurnState;
import dev.dormouse.wire.state.TurnState.TurnPhase;
import java.time.Instant;
import java.util.Optional;

/** The one word of a task. */
final class Phases {
    private Phases() {}

    static TaskPhase of(TaskPlan plan, Head head, PodFacts pod, Instant now) {
        var working = pod instanceof PodFacts.Working;
        if (NeedsPod.of(head, plan, now)) {
            return working || isOpen(head) ? TaskPhase.RUNNING : TaskPhase.PENDING;
        }
        var park = head.park();
        if (park == null) {
            // asked to stop: it runs until its broker has parked or its pod is gone
            return switch (pod) {
                case PodFacts.Working _, PodFacts.Ending _ -> TaskPhase.RUNNING;
                case PodFacts.Coming _ -> TaskPhase.PENDING;
                case PodFacts.Gone _, PodFacts.None _, PodFacts.Held _ -> stopped(plan);
            };
        }
        return switch (park.reason()) {
            case CANCELLED -> TaskPhase.CANCELLED;
            case SUSPENDED -> TaskPhase.SUSPENDED;
            case IN_DOUBT -> TaskPhase.AWAITING_DECISION;
            case BLOCKED -> park.wakeMillis() == null ? TaskPhase.FAILED : TaskPhase.SLEEPING;
            case UNCONFINED -> TaskPhase.FAILED;
            case IDLE -> idle(plan, head);
        };
    }

    /** The last turn that ran; skipped ones didn't. */
    static Optional<TurnState> lastThatRan(Head head) {
        return head.turns().reversed().stream()
                .filter(turn -> turn.phase() != TurnPhase.SKIPPED)
                .findFirst();
    }

    private static boolean isOpen(Head head) {
        return head.openStep() != null || head.turns().stream().anyMatch(turn -> turn.phase() == TurnPhase.RUNNING);
    }

    private static TaskPhase stopped(TaskPlan plan) {
        return plan.desiredState() == DesiredState.CANCELLED ? TaskPhase.CANCELLED : TaskPhase.SUSPENDED;
    }

    /** Only the last turn counts: who appended one after a failure has put that right. */
    private static TaskPhase idle(TaskPlan plan, Head head) {
        if (plan.desiredState() == DesiredState.SUSPENDED && NeedsPod.hasNewTurn(head, plan)) {
            return TaskPhase.SUSPENDED;
        }
        return lastThatRan(head)
                .map(turn -> turn.phase() == TurnPhase.FAILED ? TaskPhase.FAILED : TaskPhase.COMPLETED)
                .orElse(TaskPhase.COMPLETED);
    }
}
