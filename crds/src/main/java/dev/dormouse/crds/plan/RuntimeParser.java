/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.crds.plan;

import dev.dormouse.crds.plan.RuntimePlan.PodPlan;
import dev.dormouse.crds.v1alpha1.AgentRuntime;
import dev.dormouse.crds.v1alpha1.Api;
import dev.dormouse.crds.v1alpha1.LimitsSpec;
import dev.dormouse.crds.v1alpha1.PodSpec;
import dev.dormouse.crds.v1alpha1.PodSpec.ResourcesSpec;
import dev.dormouse.crds.v1alpha1.PodSpec.TolerationSpec;
import dev.dormouse.crds.v1alpha1.Reason;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.fabric8.kubernetes.api.model.Toleration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** From AgentRuntime to {@link RuntimePlan}. */
public final class RuntimeParser {
    private static final LimitsSpec NO_CEILINGS = new LimitsSpec(null, null, null, null, null);

    private RuntimeParser() {}

    public static Parsed<RuntimePlan> parse(AgentRuntime runtime) {
        return Refusal.parsed(() -> {
            var meta = Refusal.present(runtime.getMetadata(), "metadata");
            var name = Refusal.present(meta.getName(), "metadata.name");
            var spec = Refusal.present(runtime.getSpec(), "spec");
            var generation = meta.getGeneration() == null ? 0 : meta.getGeneration();
            var ceilings = spec.limits() == null ? NO_CEILINGS : spec.limits();
            return new RuntimePlan(name, generation, ceilings, pod(spec.pod()));
        });
    }

    private static PodPlan pod(@Nullable PodSpec pod) {
        if (pod == null) {
            return PodPlan.BUILT_IN;
        }
        var resources = pod.resources();
        return new PodPlan(
                requirements(resources == null ? null : resources.broker()),
                requirements(resources == null ? null : resources.sandbox()),
                map(pod.nodeSelector()),
                Refusal.list(pod.tolerations()).stream()
                        .map(RuntimeParser::toleration)
                        .toList(),
                Optional.ofNullable(pod.priorityClassName()),
                Optional.ofNullable(pod.runtimeClassName()),
                Refusal.list(pod.imagePullSecrets()).stream()
                        .map(secret -> Refusal.present(secret.name(), "spec.pod.imagePullSecrets[].name"))
                        .toList(),
                notOurs(map(pod.labels()), "spec.pod.labels"),
                notOurs(map(pod.annotations()), "spec.pod.annotations"));
    }

    private static ResourceRequirements requirements(@Nullable ResourcesSpec resources) {
        return resources == null
                ? new ResourceRequirements()
                : new ResourceRequirementsBuilder()
                        .withRequests(resources.requests())
                        .withLimits(resources.limits())
                        .build();
    }

    private static Toleration toleration(TolerationSpec spec) {
        return new Toleration(spec.effect(), spec.key(), spec.operator(), spec.tolerationSeconds(), spec.value());
    }

    private static <V> Map<String, V> map(@Nullable Map<String, V> map) {
        return map == null ? Map.of() : map;
    }

    /** Labels of ours select pods for network policies; a runtime must not be able to borrow one. */
    private static Map<String, String> notOurs(Map<String, String> map, String field) {
        for (var key : map.keySet()) {
            var domain = key.substring(0, Math.max(0, key.indexOf('/')));
            if (domain.equals(Api.GROUP) || domain.endsWith("." + Api.GROUP)) {
                throw new Refusal(field, Reason.INVALID_FIELD, key + " is set by the operator; remove it");
            }
        }
        return map;
    }
}
