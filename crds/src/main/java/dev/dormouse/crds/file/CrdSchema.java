/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.crds.file;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;

/** The schema out of a checked-in CRD. An unknown field is an error, as it is for kubectl, and not dropped. */
final class CrdSchema {
    private static final ObjectMapper YAML = new YAMLMapper();
    private static final String CLOSED = "additionalProperties";
    private static final String METADATA = """
            type: object
            required: [name]
            properties:
              name:
                type: string
                maxLength: 253
                pattern: "^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$"
            """;

    private final Schema schema;

    private CrdSchema(Schema schema) {
        this.schema = schema;
    }

    static CrdSchema of(String plural) {
        try (var crd = CrdSchema.class.getResourceAsStream("/META-INF/dormouse/crds/" + plural + ".yaml")) {
            var root = (ObjectNode)
                    YAML.readTree(Objects.requireNonNull(crd, plural)).at("/spec/versions/0/schema/openAPIV3Schema");
            var properties = (ObjectNode) root.path("properties");
            properties.putObject("apiVersion").put("type", "string");
            properties.putObject("kind").put("type", "string");
            close(root);
            properties.set("metadata", YAML.readTree(METADATA));
            properties.putObject("status");
            return new CrdSchema(SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
                    .getSchema(root));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<Problem> problems(Document document) {
        return schema.validate(document.content()).stream()
                .map(error -> document.problem(field(error), message(error)))
                .distinct()
                .toList();
    }

    /** Refuses unknown fields, and drops the keywords that only an API server knows. */
    private static void close(JsonNode node) {
        if (node instanceof ObjectNode schema) {
            schema.properties().removeIf(keyword -> keyword.getKey().startsWith("x-kubernetes-"));
            if (schema.path("properties").isObject()) {
                schema.put(CLOSED, false);
            }
        }
        node.forEach(CrdSchema::close);
    }

    private static String field(Error error) {
        var path = error.getInstanceLocation();
        var field = new StringBuilder();
        for (int i = 0; i < path.getNameCount(); i++) {
            if (path.getElement(i) instanceof Integer index) {
                field.append('[').append(index).append(']');
            } else {
                field.append(field.isEmpty() ? "" : ".").append(path.getElement(i));
            }
        }
        return field.toString();
    }

    private String message(Error error) {
        return switch (error.getKeyword()) {
            case CLOSED -> "has no field " + error.getProperty() + "; its fields are " + fields(error);
            case "required" -> error.getProperty() + " is missing; add it";
            default -> error.getMessage();
        };
    }

    private String fields(Error error) {
        var node = schema.getSchemaNode();
        var path = error.getInstanceLocation();
        for (int i = 0; i < path.getNameCount(); i++) {
            node = path.getElement(i) instanceof Integer
                    ? node.path("items")
                    : node.path("properties").path(path.getName(i));
        }
        return String.join(
                ", ",
                new TreeSet<>(node.path("properties")
                        .propertyStream()
                        .map(Map.Entry::getKey)
                        .toList()));
    }
}
