/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tools that a task's code can call. */
@JsonIgnoreProperties(ignoreUnknown = true)
@ValidationRule(
        value = "!(self.name in ['search', 'describe'])",
        message = "name: search and describe are functions of tools itself; choose another name")
public record ToolSpec(
        @JsonPropertyDescription(
                "Name in the code: tools.<name>.<tool>(...). A JavaScript identifier, not search or" + " describe.")
        @Required
        @Size(min = 1, max = 63)
        @Pattern("^[A-Za-z_][A-Za-z0-9_]*$")
        @Nullable
        String name,

        @JsonPropertyDescription("The McpServer whose tools these are.") @Required @Nullable
        NameRef serverRef,

        @JsonPropertyDescription("Names of tools, or globs (*). Absent: all of them; empty: none.")
        @Size(max = 256)
        @Nullable
        List<@Size(min = 1, max = 128) @Pattern("^[A-Za-z0-9_./*-]+$") String> allow) {}
