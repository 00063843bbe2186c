/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.policy;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.dormouse.broker.model.ToolServer.ToolDescription;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Checks arguments against a tool's input schema before anything is sent. A schema without {@code $schema} is read as
 * JSON Schema 2020-12 (MCP 2025-11-25, "Tool"). A schema that is itself broken, or refers to another place, refuses
 * every call: nothing fails open, and nothing is fetched.
 */
final class ArgumentCheck {
    private static final int SHOWN = 5;

    private final SchemaRegistry registry =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12, builder -> builder.schemas(Map.of()));
    private final Map<JsonNode, Schema> compiled = new ConcurrentHashMap<>();

    /** A sentence that names the argument and what is wrong with it; empty when nothing is. */
    Optional<String> problem(ToolDescription tool, JsonNode args) {
        if (!args.isObject()) {
            return Optional.of("the arguments must be one object, e.g. {name: \"value\"}");
        }
        try {
            var errors = compiled.computeIfAbsent(tool.inputSchema(), registry::getSchema)
                    .validate(args);
            return errors.isEmpty()
                    ? Optional.empty()
                    : Optional.of(
                            errors.stream().limit(SHOWN).map(Error::toString).collect(Collectors.joining("; ")));
        } catch (RuntimeException e) {
            return Optional.of("its input schema can't be used: " + e.getMessage());
        }
    }
}
