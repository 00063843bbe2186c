/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.crds.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.dormouse.crds.v1alpha1.Api;
import io.fabric8.crdv2.generator.CRDGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/**
 * The CRD of a kind: fabric8's generator over the records, then what it cannot say: keys of lists (without which owners
 * under server-side apply overwrite each other), amounts that are numbers, {@code spec} required, the first status,
 * columns, categories.
 */
final class CrdYaml {
    private static final String HEADER =
            "# Made from the records in dev.dormouse.crds.v1alpha1; after a change there:\n"
                    + "# ./mvnw -pl crds -am test -Dcrds.update -Dtest=CrdYamlTest -Dsurefire.failIfNoSpecifiedTests=false\n";
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .disable(YAMLGenerator.Feature.SPLIT_LINES)
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .build();
    /** Lists of objects that are told apart by one field, wherever they stand. */
    private static final Map<String, String> LIST_KEYS =
            Map.of("turns", "name", "tools", "name", "headers", "name", "conditions", "type");

    private CrdYaml() {}

    static String of(Kind kind) {
        try {
            var crd = (ObjectNode) YAML.readTree(generated(kind));
            complete(crd, kind);
            return HEADER + YAML.writeValueAsString(crd);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The schema alone. */
    static JsonNode schema(Kind kind) {
        try {
            return YAML.readTree(of(kind)).at("/spec/versions/0/schema/openAPIV3Schema");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] generated(Kind kind) {
        var bytes = new ByteArrayOutputStream();
        new CRDGenerator()
                .customResourceClasses(List.of(kind.type))
                .forCRDVersions("v1")
                .withOutput(new InMemory(bytes))
                .generate();
        return bytes.toByteArray();
    }

    private static void complete(ObjectNode crd, Kind kind) {
        ((ObjectNode) crd.at("/spec/names")).putArray("categories").add(Api.CATEGORY);
        var version = (ObjectNode) crd.at("/spec/versions/0");
        var columns = version.putArray("additionalPrinterColumns");
        kind.columns.forEach(column -> columns.addObject()
                .put("name", column.name())
                .put("type", column.type())
                .put("jsonPath", column.jsonPath()));
        var schema = (ObjectNode) version.at("/schema/openAPIV3Schema");
        schema.put("description", kind.description);
        schema.putArray("required").add("spec");
        ((ObjectNode) schema.at("/properties/status")).putObject("default").put("observedGeneration", -1);
        walk(schema, "");
    }

    private static void walk(ObjectNode schema, String name) {
        wholeNumber(schema, "minimum");
        wholeNumber(schema, "maximum");
        withoutRepetition(schema, "x-kubernetes-validations");
        orNumber(schema);
        if (name.endsWith("Time") || name.equals("time")) {
            schema.put("format", "date-time").remove("maxLength");
        }
        if (LIST_KEYS.containsKey(name) && schema.at("/items/properties").isObject()) {
            schema.put("x-kubernetes-list-type", "map");
            schema.putArray("x-kubernetes-list-map-keys").add(LIST_KEYS.get(name));
        } else if (schema.has("items")) {
            schema.put("x-kubernetes-list-type", "atomic");
        }
        schema.path("properties").properties().forEach(field -> walk((ObjectNode) field.getValue(), field.getKey()));
        if (schema.get("additionalProperties") instanceof ObjectNode values) {
            walk(values, "");
        }
        if (schema.get("items") instanceof ObjectNode items) {
            walk(items, "");
        }
    }

    private static void wholeNumber(ObjectNode schema, String keyword) {
        if (schema.has(keyword)) {
            schema.put(keyword, schema.get(keyword).longValue());
        }
    }

    /** As Kubernetes' own CRDs say that an amount may be a bare number. */
    private static void orNumber(ObjectNode schema) {
        if (schema.path("pattern").asText().equals(Api.QUANTITY)) {
            schema.remove("type");
            schema.putArray("anyOf")
                    .add(schema.objectNode().put("type", "integer"))
                    .add(schema.objectNode().put("type", "string"));
            schema.put("x-kubernetes-int-or-string", true);
        }
    }

    /** An annotation of a record's component stands on its field and on its accessor, and is read from both. */
    private static void withoutRepetition(ObjectNode schema, String keyword) {
        if (schema.get(keyword) instanceof ArrayNode rules) {
            var once = new LinkedHashSet<JsonNode>();
            rules.forEach(once::add);
            schema.putArray(keyword).addAll(once);
        }
    }

    private record InMemory(ByteArrayOutputStream bytes) implements CRDGenerator.CRDOutput<ByteArrayOutputStream> {
        @Override
        public ByteArrayOutputStream outputFor(String crdName) {
            return bytes;
        }

        @Override
        public void close() {
            // nothing is held
        }
    }
}
