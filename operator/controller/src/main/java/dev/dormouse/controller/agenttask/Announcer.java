/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.controller.agenttask;

import dev.dormouse.controller.events.Events;
import dev.dormouse.crds.v1alpha1.AgentTask;
import dev.dormouse.crds.v1alpha1.TaskPhase;
import java.util.Locale;

/** Says every transition of a task as an Event and in the log. */
final class Announcer {
    private final Events events;

    Announcer(Events events) {
        this.events = events;
    }

    void phase(AgentTask task, TaskPhase phase, String note) {
        var word = phase.name().charAt(0) + phase.name().substring(1).toLowerCase(Locale.ROOT);
        var reason = word.replace("Awaiting_decision", "AwaitingDecision");
        if (phase == TaskPhase.FAILED || phase == TaskPhase.AWAITING_DECISION) {
            events.warning(task, reason, note);
        } else {
            events.normal(task, reason, note);
        }
    }

    void started(AgentTask task, long epoch) {
        events.normal(
                task, "PodStarted", "pod " + TaskPod.name(task.getMetadata().getName(), epoch));
    }

    void refused(AgentTask task, String what) {
        events.warning(task, "Refused", "waits for " + what);
    }

    void lost(AgentTask task, long epoch) {
        events.warning(task, "PodLost", "pod of epoch " + epoch + " is gone; the next one takes over");
    }
}
