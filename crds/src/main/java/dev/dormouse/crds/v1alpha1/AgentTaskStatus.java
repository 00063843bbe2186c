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

/** Summaries and pointers; never a transcript, never a variable. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AgentTaskStatus(
        @JsonPropertyDescription("Generation that this status is about; -1 before the first look.")
        @Min(-1)
        @Max(Api.MOST)
        @Nullable
        Long observedGeneration,

        @JsonPropertyDescription("One word for people.") @Nullable
        TaskPhase phase,

        @JsonPropertyDescription("Number, count and name of the current turn: \"2/3 follow-up\".")
        @Size(max = 128)
        @Nullable
        String turn,

        @JsonPropertyDescription("What the task waits for, if anything.") @Size(max = 1024) @Nullable
        String waitingOn,

        @JsonPropertyDescription("What is true of the task, and why.") @Size(max = 16) @Nullable
        List<Condition> conditions,

        @JsonPropertyDescription("Number of the pod that owns the task.") @Min(0) @Max(Api.MOST) @Nullable
        Long epoch,

        @JsonPropertyDescription("UID of the ConfigMap that holds the task's state. Another one is StateLost.")
        @Size(max = 64)
        @Nullable
        String stateUID,

        @JsonPropertyDescription("The AgentRuntime in use.") @Nullable
        RuntimeInUse runtime,

        @JsonPropertyDescription("What came of each turn.") @Size(max = 256) @Nullable
        List<TurnStatus> turns,

        @JsonPropertyDescription("The last checkpoint.") @Nullable
        CheckpointStatus checkpoint) {

    /** What the task's settings were taken from. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record RuntimeInUse(
            @JsonPropertyDescription("Its name.") @Size(max = 253) @Nullable
            String name,

            @JsonPropertyDescription("Its generation.") @Min(0) @Max(Api.MOST) @Nullable
            Long generation) {}

    /** The variables as they are stored. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record CheckpointStatus(
            @JsonPropertyDescription("Turn and step that it was made after.") @Size(max = 128) @Nullable
            String step,

            @JsonPropertyDescription("SHA-256 of the snapshot.") @Size(max = 64) @Nullable
            String digest,

            @JsonPropertyDescription("Size of the snapshot.") @Min(0) @Max(Api.MOST) @Nullable
            Long bytes,

            @JsonPropertyDescription("When it was made.") @Size(max = 64) @Nullable
            String time) {}
}
