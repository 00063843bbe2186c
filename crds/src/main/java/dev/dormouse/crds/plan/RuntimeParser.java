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
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.fabric8.kubernetes.api.model.Toleration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** From AgentRuntime to {@link RuntimePlan}. */
public final class RuntimeParser {
    private static final LimitsSpec NO_CEILINGS = new LimitsSpec(null, null, null, null, null);

    /** What the API server takes in a pod: less than the schema says, which can't rule out -1 or 1e0.5. */
    private static final Pattern AMOUNT =
            Pattern.compile("\\+?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([KMGTPE]i|[numkMGTPE]|[eE][+-]?[0-9]{1,3})?");

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
                requirements(resources == null ? null : resources.broker(), "spec.pod.resources.broker"),
                requirements(resources == null ? null : resources.sandbox(), "spec.pod.resources.sandbox"),
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

    private static ResourceRequirements requirements(@Nullable ResourcesSpec resources, String field) {
        return resources == null
                ? new ResourceRequirements()
                : new ResourceRequirementsBuilder()
                        .withRequests(amounts(map(resources.requests()), field + ".requests."))
                        .withLimits(amounts(map(resources.limits()), field + ".limits."))
                        .build();
    }

    private static Map<String, Quantity> amounts(Map<String, String> amounts, String field) {
        var parsed = new LinkedHashMap<String, Quantity>();
        amounts.forEach((resource, amount) -> parsed.put(resource, amount(amount, field + resource)));
        return parsed;
    }

    private static Quantity amount(@Nullable String amount, String field) {
        if (!AMOUNT.matcher(Refusal.present(amount, field)).matches()) {
            throw new Refusal(
                    field,
                    Reason.INVALID_FIELD,
                    "must be an amount like 2, 0.5, 100m or 512Mi, not '" + amount + "'; correct it");
        }
        return new Quantity(amount);
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
