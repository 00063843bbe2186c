/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.sandbox.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dormouse.wire.frame.ToSandbox.ToolDeclaration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Renders a JSON Schema as the TypeScript type that a model reads best. What has no counterpart becomes {@code
 * unknown}: the schema still decides, this only explains.
 */
final class TypeScript {
    private static final int MAX_DEPTH = 6;
    private static final Pattern NAME = Pattern.compile("[A-Za-z_$][A-Za-z0-9_$]*");

    private TypeScript() {}

    static String declaration(ToolDeclaration tool) {
        var text = new StringBuilder();
        var description = tool.description().strip().replace("*/", "* /");
        if (!description.isEmpty()) {
            text.append("/** ").append(description).append(" */\n");
        }
        var arguments = type(tool.inputSchema(), 0);
        return text.append("tools.")
                .append(ToolCatalog.name(tool))
                .append("(args: ")
                .append(arguments)
                .append("): Promise<")
                .append(type(tool.outputSchema(), 0))
                .append('>')
                .toString();
    }

    private static String type(@Nullable JsonNode schema, int depth) {
        if (schema == null || !schema.isObject() || depth > MAX_DEPTH) {
            return "unknown";
        }
        if (schema.has("const")) {
            return schema.get("const").toString();
        }
        if (schema.path("enum").isArray()) {
            return union(
                    schema.get("enum").valueStream().map(JsonNode::toString).toList());
        }
        for (var key : List.of("anyOf", "oneOf")) {
            if (schema.path(key).isArray()) {
                return union(schema.get(key)
                        .valueStream()
                        .map(each -> type(each, depth + 1))
                        .toList());
            }
        }
        var type = schema.path("type");
        if (type.isArray()) {
            return union(type.valueStream()
                    .map(each -> named(each.asText(), schema, depth))
                    .toList());
        }
        return named(type.asText(schema.has("properties") ? "object" : ""), schema, depth);
    }

    private static String named(String type, JsonNode schema, int depth) {
        return switch (type) {
            case "string", "boolean", "null" -> type;
            case "number", "integer" -> "number";
            case "array" -> array(type(schema.get("items"), depth + 1));
            case "object" -> object(schema, depth);
            default -> "unknown";
        };
    }

    private static String array(String item) {
        return item.contains(" | ") ? "(" + item + ")[]" : item + "[]";
    }

    private static String object(JsonNode schema, int depth) {
        var required = new ArrayList<String>();
        schema.path("required").forEach(name -> required.add(name.asText()));
        var members = new ArrayList<String>();
        schema.path("properties").forEachEntry((name, property) -> {
            var key = NAME.matcher(name).matches() ? name : '"' + name.replace("\"", "\\\"") + '"';
            members.add(key + (required.contains(name) ? ": " : "?: ") + type(property, depth + 1));
        });
        var rest = schema.get("additionalProperties");
        if (members.isEmpty() && (rest == null || !rest.isBoolean() || rest.asBoolean())) {
            return "Record<string, " + type(rest, depth + 1) + ">";
        }
        return members.isEmpty() ? "{}" : "{ " + String.join("; ", members) + " }";
    }

    private static String union(List<String> types) {
        return types.isEmpty()
                ? "never"
                : String.join(" | ", types.stream().distinct().toList());
    }
}
