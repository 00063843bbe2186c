/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.crds.status;

import dev.dormouse.crds.plan.TaskPlan;
import dev.dormouse.crds.plan.TaskPlan.DesiredState;
import dev.dormouse.wire.state.Head;
import java.time.Instant;

/** The one answer to "should there be a pod" (protocol §1). Pure; knows nothing of pods that exist. */
public final class NeedsPod {
    private NeedsPod() {}

    /**
     * A task that isn't parked needs one, for only its broker can say that it has nothing to do. A parked one needs one
     * if there is something that its broker hadn't seen, for looking again at the same would park it again, or if its
     * broker asked to be woken by now.
     */
    public static boolean of(Head head, TaskPlan plan, Instant now) {
        if (plan.desiredState() != DesiredState.RUNNING) {
            return false;
        }
        var park = head.park();
        if (park == null) {
            return true;
        }
        if (park.generation() > plan.generation()) {
            return false; // the broker has seen more of the task than whoever asks, who will see it too
        }
        var wake = park.wakeMillis();
        var newer = plan.generation() > park.generation();
        return switch (park.reason()) {
            case IDLE -> newer && hasNewTurn(head, plan);
            case SUSPENDED -> true;
            case BLOCKED -> newer || (wake != null && wake <= now.toEpochMilli());
            case UNCONFINED -> newer;
            case IN_DOUBT, CANCELLED -> false;
        };
    }

    /** Whether the plan has a turn that the state knows nothing of. */
    public static boolean hasNewTurn(Head head, TaskPlan plan) {
        return plan.turns().stream().anyMatch(turn -> head.turn(turn.name()).isEmpty());
    }
}
