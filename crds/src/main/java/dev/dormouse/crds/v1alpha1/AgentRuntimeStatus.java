/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether the resource makes sense. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AgentRuntimeStatus(
        @JsonPropertyDescription("Generation that this status is about; -1 before the first look.")
        @Min(-1)
        @Max(Api.MOST)
        @Nullable
        Long observedGeneration,

        @JsonPropertyDescription("What is true of it, and why.") @Size(max = 16) @Nullable
        List<Condition> conditions) {}
