/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.controller.events;

import dev.dormouse.crds.v1alpha1.Api;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.MicroTime;
import io.fabric8.kubernetes.api.model.events.v1.EventBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says something of an object as an Event and in the log. An Event that can't be written is only logged. */
public final class Events {
    private static final Logger LOG = LoggerFactory.getLogger(Events.class);
    private static final int MAX_NOTE = 1024;
    private static final int MAX_NAME = 200;
    private static final DateTimeFormatter MICROS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    private final KubernetesClient client;
    private final Clock clock;

    public Events(KubernetesClient client, Clock clock) {
        this.client = client;
        this.clock = clock;
    }

    /** Something went as it should. */
    public void normal(HasMetadata regarding, String reason, String note) {
        say(regarding, "Normal", reason, note);
    }

    /** Somebody should look at it. */
    public void warning(HasMetadata regarding, String reason, String note) {
        say(regarding, "Warning", reason, note);
    }

    private void say(HasMetadata regarding, String type, String reason, String note) {
        var meta = regarding.getMetadata();
        LOG.info("{} {}/{}: {}", reason, meta.getNamespace(), meta.getName(), note);
        // @formatter:off
        var event = new EventBuilder()
                .withNewMetadata()
                .withGenerateName(meta.getName()
                                .substring(0, Math.min(MAX_NAME, meta.getName().length())) + "-")
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
                .withKind(regarding.getKind())
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
