/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/** Images and service accounts are no fields: who sets the broker's image reads every Secret that it mounts. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record AgentRuntimeSpec(
        @JsonPropertyDescription("How pods of tasks look.") @Nullable
        PodSpec pod,

        @JsonPropertyDescription("Ceilings: a task that asks for more is refused, one that says nothing gets this.")
        @Nullable
        LimitsSpec limits) {}
