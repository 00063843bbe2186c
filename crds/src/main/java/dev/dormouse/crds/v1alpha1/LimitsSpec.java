/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import org.jspecify.annotations.Nullable;

/** A task's budget, or what a runtime lets a task ask for at most. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record LimitsSpec(
        @JsonPropertyDescription("Tool calls, refused ones included. Built in: 10000.")
        @Min(1)
        @Max(1_000_000)
        @Nullable
        Integer toolCalls,

        @JsonPropertyDescription("Calls that may change something. Built in: 1000.") @Min(1) @Max(1_000_000) @Nullable
        Integer effects,

        @JsonPropertyDescription("Processor time of the code; a second more when its process is new. Built in: 120.")
        @Min(1)
        @Max(86_400)
        @Nullable
        Integer cpuSeconds,

        @JsonPropertyDescription("Time with a pod. Built in: 3600.") @Min(1) @Max(604_800) @Nullable
        Integer activeSeconds,

        @JsonPropertyDescription("JSON of a turn's result. Built in: 4096.") @Min(16) @Max(16_384) @Nullable
        Integer resultBytes) {}
