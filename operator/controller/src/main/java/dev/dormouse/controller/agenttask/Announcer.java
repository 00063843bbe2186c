/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.controller.agenttask;

import dev.dormouse.crds.v1alpha1.AgentTask;
import dev.dormouse.crds.v1alpha1.Api;
import dev.dormouse.crds.v1alpha1.TaskPhase;
import io.fabric8.kubernetes.api.model.MicroTime;
import io.fabric8.kubernetes.api.model.events.v1.EventBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says every transition of a task as an Event and in the log. An Event that can't be written is only logged. */
final class Announcer {
    private static final Logger LOG = LoggerFactory.getLogger(Announcer.class);
    private static final int MAX_NOTE = 1024;
    private static final DateTimeFormatter MICROS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    private final KubernetesClient client;
    private final Clock clock;

    Announcer(KubernetesClient client, Clock clock) {
        this.client = client;
        this.clock = clock;
    }

    void phase(AgentTask task, TaskPhase phase, String note) {
        var word = phase.name().charAt(0) + phase.name().substring(1).toLowerCase(Locale.ROOT);
        var warns = phase == TaskPhase.FAILED || phase == TaskPhase.AWAITING_DECISION;
        say(task, warns ? "Warning" : "Normal", word.replace("Awaiting_decision", "AwaitingDecision"), note);
    }

    void started(AgentTask task, long epoch) {
        say(
                task,
                "Normal",
                "PodStarted",
                "pod " + TaskPod.name(task.getMetadata().getName(), epoch));
    }

    void lost(AgentTask task, long epoch) {
        say(task, "Warning", "PodLost", "pod of epoch " + epoch + " is gone; the next one takes over");
    }

    private void say(AgentTask task, String type, String reason, String note) {
        var meta = task.getMetadata();
        LOG.info("{} {}/{}: {}", reason, meta.getNamespace(), meta.getName(), note);
        // @formatter:off
        var event = new EventBuilder()
                .withNewMetadata()
                .withGenerateName(meta.getName() + "-")
                .withNamespace(meta.getNamespace())
                .endMetadata()
                .withEventTime(new MicroTime(MICROS.format(clock.instant())))
                .withType(type)
                .withReason(reason)
                .withAction("Reconcile")
                .withNote(note.length() <= MAX_NOTE ? note : note.substring(0, MAX_NOTE - 1) + "…")
                .withReportingController(Api.GROUP + "/operator")
                .withReportingInstance("dormouse-operator")
                .withNewRegarding()
                .withApiVersion(Api.API_VERSION)
                .withKind("AgentTask")
                .withName(meta.getName())
                .withNamespace(meta.getNamespace())
                .withUid(meta.getUid())
                .endRegarding()
                .build();
        // @formatter:on
        try {
            client.events()
                    .v1()
                    .events()
                    .inNamespace(meta.getNamespace())
                    .resource(event)
                    .create();
        } catch (KubernetesClientException e) {
            LOG.warn("event {} of {}/{} not written", reason, meta.getNamespace(), meta.getName(), e);
        }
    }
}
