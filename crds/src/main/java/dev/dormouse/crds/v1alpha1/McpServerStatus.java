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

/** Whether the resource makes sense, where its callers may send, and what it offers. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record McpServerStatus(
        @JsonPropertyDescription("Generation that this status is about; -1 before the first look.")
        @Min(-1)
        @Max(Api.MOST)
        @Nullable
        Long observedGeneration,

        @JsonPropertyDescription("Number of its tools that can be used, as of the last look.")
        @Min(0)
        @Max(Integer.MAX_VALUE)
        @Nullable
        Integer tools,

        @JsonPropertyDescription("Where its tools are listed with their schemas.") @Nullable
        CatalogRef catalog,

        @JsonPropertyDescription("When it was last asked for its tools.") @Nullable
        String probeTime,

        @JsonPropertyDescription("What is true of it, and why.") @Size(max = 16) @Nullable
        List<Condition> conditions) {
    /** Of a server that was never asked. */
    public static McpServerStatus unasked(long generation, List<Condition> conditions) {
        return new McpServerStatus(generation, null, null, null, conditions);
    }

    /** A ConfigMap; its key tools holds one JSON object a line, compressed with zstd. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record CatalogRef(
            @JsonPropertyDescription(
                    "Name of the ConfigMap, whose key tools holds one JSON object a line, compressed" + " with zstd.")
            @Size(max = 253)
            @Nullable
            String configMap,

            @JsonPropertyDescription("SHA-256 of what is listed; another one: a tool is another.")
            @Size(max = 64)
            @Nullable
            String digest) {}
}
