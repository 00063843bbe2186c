/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a runtime may say of a task's pod; nothing in it can give the pod a right that it hasn't. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record PodSpec(
        @JsonPropertyDescription("Requests and limits of the two containers. Absent: built in.") @Nullable
        PodResources resources,

        @JsonPropertyDescription("Labels of the nodes that pods may run on.") @Size(max = 32) @Nullable
        Map<String, @Size(max = 63) String> nodeSelector,

        @JsonPropertyDescription("Taints that pods tolerate.") @Size(max = 32) @Nullable
        List<TolerationSpec> tolerations,

        @JsonPropertyDescription("PriorityClass of the pods.")
        @Size(min = 1, max = 253)
        @Pattern(Api.OBJECT_NAME)
        @Nullable
        String priorityClassName,

        @JsonPropertyDescription("RuntimeClass of the pods, for example one of gVisor.")
        @Size(min = 1, max = 253)
        @Pattern(Api.OBJECT_NAME)
        @Nullable
        String runtimeClassName,

        @JsonPropertyDescription("Secrets to pull the images with.") @Size(max = 8) @Nullable
        List<NameRef> imagePullSecrets,

        @JsonPropertyDescription("Further labels of the pods; those of dormouse.dev are taken.")
        @Size(max = 32)
        @ValidationRule(
                value = "self.all(key, !key.startsWith('dormouse.dev/'))",
                message = "labels: those of dormouse.dev are set by the operator; remove them")
        @Nullable
        Map<String, @Size(max = 63) String> labels,

        @JsonPropertyDescription("Further annotations of the pods.") @Size(max = 32) @Nullable
        Map<String, @Size(max = 4096) String> annotations) {

    /** Per container. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record PodResources(
            @JsonPropertyDescription("The trusted container.") @Nullable
            ResourcesSpec broker,

            @JsonPropertyDescription("The container that runs the code.") @Nullable
            ResourcesSpec sandbox) {}

    /**
     * As in a container. Text, whatever it says: a type that could refuse an amount would refuse the list of all
     * runtimes with it.
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record ResourcesSpec(
            @JsonPropertyDescription("Least amount, by resource.") @Size(max = 16) @Nullable
            Map<String, @Size(min = 1, max = 64) @Pattern(Api.QUANTITY) String> requests,

            @JsonPropertyDescription("Most, by resource.") @Size(max = 16) @Nullable
            Map<String, @Size(min = 1, max = 64) @Pattern(Api.QUANTITY) String> limits) {}

    /** As in a pod. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record TolerationSpec(
            @JsonPropertyDescription("Key of the taint. Absent, with operator Exists: every taint.")
            @Size(max = 317)
            @Nullable
            String key,

            @JsonPropertyDescription("Exists or Equal (also when absent).")
            @Pattern("^(Exists|Equal)$")
            @Size(max = 6)
            @Nullable
            String operator,

            @JsonPropertyDescription("Value of the taint, with operator Equal.") @Size(max = 63) @Nullable
            String value,

            @JsonPropertyDescription("NoSchedule, PreferNoSchedule or NoExecute. Absent: each of them.")
            @Pattern("^(NoSchedule|PreferNoSchedule|NoExecute)$")
            @Size(max = 16)
            @Nullable
            String effect,

            @JsonPropertyDescription("With NoExecute: how long the pod stays.") @Min(0) @Max(604_800) @Nullable
            Long tolerationSeconds) {}
}
