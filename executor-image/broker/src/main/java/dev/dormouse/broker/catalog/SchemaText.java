/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.dormouse.wire.CleanText;
import java.util.Set;

/** A schema with the texts in it that are only to be read cleaned; what is matched against arguments stays. */
final class SchemaText {
    private static final Set<String> READ_ONLY_TEXTS = Set.of("description", "title", "$comment");

    private SchemaText() {}

    /** @param schema not deeper than the JSON reader lets it be */
    static JsonNode cleaned(JsonNode schema, int max) {
        return switch (schema) {
            case ObjectNode object -> {
                var clean = JsonNodeFactory.instance.objectNode();
                object.properties()
                        .forEach(field -> clean.set(field.getKey(), cleaned(field.getKey(), field.getValue(), max)));
                yield clean;
            }
            case ArrayNode array -> {
                var clean = JsonNodeFactory.instance.arrayNode();
                array.forEach(item -> clean.add(cleaned(item, max)));
                yield clean;
            }
            default -> schema;
        };
    }

    private static JsonNode cleaned(String key, JsonNode value, int max) {
        return value.isTextual() && READ_ONLY_TEXTS.contains(key)
                ? TextNode.valueOf(CleanText.lines(value.asText(), max))
                : cleaned(value, max);
    }
}
