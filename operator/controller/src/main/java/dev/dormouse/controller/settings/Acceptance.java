/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.controller.settings;

import dev.dormouse.crds.conditions.Conditions;
import dev.dormouse.crds.conditions.Conditions.Said;
import dev.dormouse.crds.plan.Parsed;
import dev.dormouse.crds.v1alpha1.Condition;
import dev.dormouse.crds.v1alpha1.ConditionType;
import dev.dormouse.crds.v1alpha1.Reason;
import dev.dormouse.wire.Json;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The status of kinds that are only read: whether the resource makes sense. */
public final class Acceptance {
    private final KubernetesClient client;
    private final ApiWrites writes;
    private final Clock clock;

    public Acceptance(KubernetesClient client, ApiWrites writes, Clock clock) {
        this.client = client;
        this.writes = writes;
        this.clock = clock;
    }

    /** Accepted, and what kstatus reads. */
    public List<Condition> conditions(Parsed<?> parsed, ObjectMeta meta, Optional<List<Condition>> before) {
        var said = switch (parsed) {
            case Parsed.Accepted<?> _ ->
                List.of(
                        Said.yes(ConditionType.ACCEPTED, Reason.ACCEPTED, "it makes sense"),
                        Said.no(ConditionType.STALLED, Reason.NOT_STALLED, "nothing is needed of anybody"));
            case Parsed.Rejected<?> refused ->
                List.of(
                        Said.no(ConditionType.ACCEPTED, refused.reason(), refused.text()),
                        Said.yes(ConditionType.STALLED, refused.reason(), refused.text()));
        };
        return new Conditions(before.orElse(List.of()), meta.getGeneration(), clock).merge(said);
    }

    /** Replaces the status of this very object. */
    public void write(HasMetadata object, Object status) {
        var patch = List.of(
                Map.of(
                        "op",
                        "test",
                        "path",
                        "/metadata/uid",
                        "value",
                        object.getMetadata().getUid()),
                Map.of("op", "add", "path", "/status", "value", status));
        writes.count("patch", object.getKind() + "/status");
        try {
            client.resource(object).subresource("status").patch(PatchContext.of(PatchType.JSON), Json.text(patch));
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
                throw e;
            }
        }
    }
}
