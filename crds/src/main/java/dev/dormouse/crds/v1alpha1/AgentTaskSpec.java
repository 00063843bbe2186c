/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.fabric8.crd.generator.annotation.PreserveUnknownFields;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a task shall do.
 *
 * <p>{@code inputs} has no type, for with {@code type: object} CEL compares {@code {a: 1}} equal to {@code {b: 1}}. A
 * field without type is not declared in CEL, so the rule reaches it by {@code dyn()}; equality is all that it can be
 * asked.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@ValidationRule(
        value = "has(dyn(self).inputs) == has(dyn(oldSelf).inputs)"
                + " && (!has(dyn(self).inputs) || dyn(self).inputs == dyn(oldSelf).inputs)",
        message = "inputs: never change; put new values into a new turn's code, or make a new task")
@ValidationRule(
        value = "!has(oldSelf.desiredState) || oldSelf.desiredState != 'Cancelled'"
                + " || (has(self.desiredState) && self.desiredState == 'Cancelled')",
        message = "desiredState: Cancelled is for ever; make a new task with another name")
public record AgentTaskSpec(
        @JsonPropertyDescription("AgentRuntime that makes the pods. Absent: the one named \"default\" if there is one,"
                + " else built-in settings.")
        @Nullable
        NameRef runtimeRef,

        @JsonPropertyDescription(
                "Any JSON, at most 64 KiB and 190 levels deep, which the code reads as inputs. Never" + " changes.")
        @PreserveUnknownFields
        @JsonDeserialize(using = FreeJson.class)
        @Nullable
        JsonNode inputs,

        @JsonPropertyDescription("What the code can reach; nothing else is reachable.") @Size(max = 16) @Nullable
        List<ToolSpec> tools,

        @JsonPropertyDescription("Run one after another; the order counts among turns that have not started."
                + " A turn never changes; removing one that has not started withdraws it.")
        @Required
        @Size(min = 1, max = 64)
        @ValidationRule(
                value = "self.map(t, has(t.code) ? bytes(t.code).size() : 0).sum() <= 131072",
                message = "turns: at most 128 KiB of code together;"
                        + " put code into ConfigMaps (codeFrom) or drop turns that have ended")
        @Nullable
        List<TurnSpec> turns,

        @JsonPropertyDescription("Budget of the task. Absent ones come from the AgentRuntime, else they are built in.")
        @Nullable
        LimitsSpec limits,

        @JsonPropertyDescription("Running (also when absent), Suspended (no pod until it is Running again),"
                + " or Cancelled, which is for ever.")
        @Nullable
        DesiredState desiredState,

        @JsonPropertyDescription("How long the pod is kept after the last turn, for the next one. Absent: 0.")
        @Min(0)
        @Max(86_400)
        @Nullable
        Integer idleSeconds) {}
