/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.crds.plan;

import dev.dormouse.crds.v1alpha1.LimitsSpec;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.Toleration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An AgentRuntime, parsed.
 *
 * @param ceilings only {@link LimitsParser} reads it: a limit that is absent has no ceiling
 */
public record RuntimePlan(String name, long generation, LimitsSpec ceilings, PodPlan pod) {
    /** Serves tasks that name no runtime, where one of this name exists. */
    public static final String DEFAULT_NAME = "default";

    /**
     * How pods of tasks look.
     *
     * @param broker empty where the runtime says nothing; built-in values hold
     * @param sandbox likewise
     */
    public record PodPlan(
            ResourceRequirements broker,
            ResourceRequirements sandbox,
            Map<String, String> nodeSelector,
            List<Toleration> tolerations,
            Optional<String> priorityClass,
            Optional<String> runtimeClass,
            List<String> imagePullSecrets,
            Map<String, String> labels,
            Map<String, String> annotations) {
        /** Where there is no AgentRuntime. */
        public static final PodPlan BUILT_IN = new PodPlan(
                new ResourceRequirements(),
                new ResourceRequirements(),
                Map.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Map.of(),
                Map.of());

        public PodPlan {
            nodeSelector = Map.copyOf(nodeSelector);
            tolerations = List.copyOf(tolerations);
            imagePullSecrets = List.copyOf(imagePullSecrets);
            labels = Map.copyOf(labels);
            annotations = Map.copyOf(annotations);
        }
    }
}
