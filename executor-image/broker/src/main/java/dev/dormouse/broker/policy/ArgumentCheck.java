/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.policy;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.dormouse.broker.model.ToolServer.ToolDescription;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/**
 * Checks arguments against a tool's input schema before anything is sent. A schema without {@code $schema} is read as
 * JSON Schema 2020-12 (MCP 2025-11-25, "Tool"). A schema that is itself broken, or refers to another place, refuses
 * every call: nothing fails open, and nothing is fetched.
 *
 * <p>A schema may take for ever over some arguments (a regular expression that backtracks, recursion that multiplies).
 * Nothing can stop such a check, so it is given up: its thread is lost, the tool is refused from then on, and no more
 * threads are lost to it.
 */
final class ArgumentCheck {
    private static final int SHOWN = 5;
    private static final String TOO_LONG =
            "its input schema takes too long to check, and without a check nothing is sent; have the server simplify it";
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final ExecutorService THREADS = Executors.newCachedThreadPool(
            Thread.ofPlatform().daemon().name("argument-check-", 0).factory());

    private final SchemaRegistry registry =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12, builder -> builder.schemas(Map.of()));
    private final Map<JsonNode, Schema> compiled = new ConcurrentHashMap<>();
    private final Set<JsonNode> endless = ConcurrentHashMap.newKeySet();

    /** A sentence that names the argument and what is wrong with it; empty when nothing is. */
    Optional<String> problem(ToolDescription tool, JsonNode args) {
        if (!args.isObject()) {
            return Optional.of("the arguments must be one object, e.g. {name: \"value\"}");
        }
        if (endless.contains(tool.inputSchema())) {
            return Optional.of(TOO_LONG);
        }
        var check = CompletableFuture.supplyAsync(() -> problem(tool.inputSchema(), args), THREADS);
        try {
            return check.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            endless.add(tool.inputSchema());
            return Optional.of(TOO_LONG);
        } catch (ExecutionException e) {
            return Optional.of("its input schema can't be used: " + e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of("the check of the arguments was interrupted");
        }
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
