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
 *
 * <p>A schema may take for ever over some arguments (a regular expression that backtracks, recursion that multiplies); see
 * {@link LostChecks}.
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
        return LostChecks.OF_PROCESS.run(tool.inputSchema(), () -> problem(tool.inputSchema(), args));
    }

    private Optional<String> problem(JsonNode schema, JsonNode args) {
        try {
            var errors = compiled.computeIfAbsent(schema, registry::getSchema).validate(args);
            return errors.isEmpty()
                    ? Optional.empty()
                    : Optional.of(errors.stream()
                            .limit(SHOWN)
                            .map(ArgumentCheck::told)
                            .collect(Collectors.joining("; ")));
        } catch (RuntimeException e) {
            return Optional.of("its input schema can't be used: " + e.getMessage());
        }
    }

    private static String told(Error error) {
        var at = error.getInstanceLocation().toString();
        return at.isEmpty() ? error.getMessage() : at + ": " + error.getMessage();
    }
}
