/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.fabric8.crd.generator.annotation.PreserveUnknownFields;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** What came of one turn. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TurnStatus(
        @JsonPropertyDescription("Name of the turn.") @Required @Size(min = 1, max = 63)
        String name,

        @JsonPropertyDescription("How far it is.") @Nullable Phase phase,

        @JsonPropertyDescription("When it started.") @Size(max = 64) @Nullable
        String startTime,

        @JsonPropertyDescription("When it ended.") @Size(max = 64) @Nullable
        String completionTime,

        @JsonPropertyDescription("Steps that ran to their end.") @Min(0) @Max(Integer.MAX_VALUE) @Nullable
        Integer steps,

        @JsonPropertyDescription("Calls of the code, refused ones included.") @Min(0) @Max(Integer.MAX_VALUE) @Nullable
        Integer toolCalls,

        @JsonPropertyDescription("Calls that may have changed something.") @Min(0) @Max(Integer.MAX_VALUE) @Nullable
        Integer effects,

        @JsonPropertyDescription("What the code returned; JSON of at most limits.resultBytes.")
        @PreserveUnknownFields
        @JsonDeserialize(using = FreeJson.class)
        @Nullable
        JsonNode result,

        @JsonPropertyDescription("One word for why it failed or did not run.") @Size(max = 64) @Nullable
        String reason,

        @JsonPropertyDescription("A sentence for why it failed or did not run.") @Size(max = 4096) @Nullable
        String message) {

    /** How far a turn is. */
    public enum Phase {
        @JsonProperty("Pending")
        PENDING,
        @JsonProperty("Running")
        RUNNING,
        @JsonProperty("Completed")
        COMPLETED,
        @JsonProperty("Failed")
        FAILED,
        /** An earlier turn failed. */
        @JsonProperty("Skipped")
        SKIPPED
    }
}
