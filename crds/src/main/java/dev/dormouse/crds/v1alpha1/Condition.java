/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/**
 * As in {@code metav1.Condition}. Strings, not enums, so that an older reader doesn't stumble over what a newer writer
 * says; {@link ConditionType} and {@link Reason} are what this version writes.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Condition(
        @JsonPropertyDescription("What it is about.") @Required @Size(min = 1, max = 64)
        String type,

        @JsonPropertyDescription("True, False or Unknown.") @Required @Size(max = 7) @Pattern("^(True|False|Unknown)$")
        String status,

        @JsonPropertyDescription("Generation of the object that this was said of.") @Min(0) @Max(Api.MOST) @Nullable
        Long observedGeneration,

        @JsonPropertyDescription("When status last changed.") @Required @Size(max = 64)
        String lastTransitionTime,

        @JsonPropertyDescription("One word for programs.") @Required @Size(min = 1, max = 64)
        String reason,

        @JsonPropertyDescription("A sentence for people.") @Required @Size(max = 4096)
        String message) {

    /** Whether it is true; {@code Unknown} is not. */
    public boolean holds() {
        return status.equals("True");
    }
}
