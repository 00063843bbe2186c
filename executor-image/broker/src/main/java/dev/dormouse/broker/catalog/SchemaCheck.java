/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.dialect.DialectId;
import dev.dormouse.wire.CleanText;
import dev.dormouse.wire.Json;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Whether arguments can be checked against a schema: it is a JSON Schema of a known dialect (2020-12 where it doesn't
 * say), refers to nothing outside itself, and is small and shallow enough. Nothing is ever fetched.
 */
final class SchemaCheck {
    static final int MAX_BYTES = 256 * 1024;
    static final int MAX_DEPTH = 64;
    private static final int MAX_NAME = 256;
    private static final int SHOWN = 200;
    private static final List<String> DIALECTS = List.of(
            DialectId.DRAFT_2020_12, DialectId.DRAFT_2019_09, DialectId.DRAFT_7, DialectId.DRAFT_6, DialectId.DRAFT_4);
    private static final SchemaRegistry REGISTRY =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12, builder -> builder.schemas(Map.of()));
    private static final Map<String, Schema> META = new ConcurrentHashMap<>();

    private SchemaCheck() {}

    /** What is wrong with it; empty when nothing is. */
    static Optional<String> problem(JsonNode schema) {
        if (!schema.isObject()) {
            return Optional.of("it must be an object");
        }
        var size = Json.bytes(schema).length;
        if (size > MAX_BYTES) {
            return Optional.of("it has " + size / 1024 + " KiB, and at most " + MAX_BYTES / 1024 + " are taken");
        }
        if (depth(schema) > MAX_DEPTH) {
            return Optional.of("it is nested deeper than " + MAX_DEPTH);
        }
        return badName(schema).or(() -> new SchemaRefs(schema).problem()).or(() -> invalid(schema));
    }

    private static int depth(JsonNode node) {
        var deepest = 0;
        for (var child : node) {
            deepest = Math.max(deepest, depth(child));
        }
        return node.isContainerNode() ? deepest + 1 : 0;
    }

    private static Optional<String> badName(JsonNode node) {
        for (var field : node.properties()) {
            if (field.getKey().length() > MAX_NAME || !CleanText.isClean(field.getKey())) {
                return Optional.of("the name '" + CleanText.line(field.getKey(), 32)
                        + "' in it is too long or has characters that nobody sees");
            }
        }
        for (var child : node) {
            var below = badName(child);
            if (below.isPresent()) {
                return below;
            }
        }
        return Optional.empty();
    }

    private static Optional<String> invalid(JsonNode schema) {
        var dialect = schema.path("$schema").asText(DialectId.DRAFT_2020_12).replaceFirst("#$", "");
        var known = DIALECTS.stream()
                .filter(id -> id.replaceFirst("#$", "").equals(dialect))
                .findFirst();
        if (known.isEmpty()) {
            return Optional.of("its $schema is none of JSON Schema 2020-12, 2019-09, draft 7, 6 and 4");
        }
        try {
            var meta = META.computeIfAbsent(known.get(), id -> REGISTRY.getSchema(SchemaLocation.of(id)));
            var errors = meta.validate(schema);
            if (!errors.isEmpty()) {
                return Optional.of("it is no JSON Schema: " + said(errors.getFirst()));
            }
            REGISTRY.getSchema(schema).initializeValidators();
            return Optional.empty();
        } catch (RuntimeException e) {
            return Optional.of("it is no JSON Schema: " + CleanText.line(String.valueOf(e.getMessage()), SHOWN));
        }
    }

    private static String said(Error error) {
        return CleanText.line(error.toString(), SHOWN);
    }
}
