/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.crds.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CrdYamlTest {
    private static final boolean UPDATE = System.getProperty("crds.update") != null;
    private static final Path FOLDER = Path.of("src/main/resources/META-INF/dormouse/crds");
    private static final Path REFERENCE = Path.of("../docs/reference.md");

    @ParameterizedTest
    @EnumSource
    void theCheckedInFileIsWhatTheModelSays(Kind kind) throws IOException {
        var file = FOLDER.resolve(kind.plural() + ".yaml");
        if (UPDATE) {
            Files.createDirectories(FOLDER);
            Files.writeString(file, CrdYaml.of(kind));
        }

        assertThat(file).as("-Dcrds.update rewrites it").hasContent(CrdYaml.of(kind));
    }

    @ParameterizedTest
    @EnumSource
    void everyListStringAndMapIsBoundedAndEveryFieldDescribed(Kind kind) {
        var gaps = new ArrayList<String>();
        for (var part : List.of("spec", "status")) {
            var schema = CrdYaml.schema(kind).at("/properties/" + part);
            schema.path("properties")
                    .properties()
                    .forEach(field -> gaps(field.getValue(), part + "." + field.getKey(), gaps));
        }

        assertThat(gaps).isEmpty();
    }

    @Test
    void theFieldReferenceIsWhatTheModelSays() throws IOException {
        if (UPDATE) {
            Files.writeString(REFERENCE, Reference.text());
        }

        assertThat(REFERENCE).as("-Dcrds.update rewrites it").hasContent(Reference.text());
    }

    private static void gaps(JsonNode schema, String path, List<String> gaps) {
        if (!path.endsWith("[]") && !schema.has("description")) {
            gaps.add(path + " has no description");
        }
        var bound = schema.has("enum") || schema.has("format");
        switch (schema.path("type").asText()) {
            case "string" -> need(bound || schema.has("maxLength"), path, gaps);
            case "array" -> need(schema.has("maxItems"), path, gaps);
            case "object" -> need(schema.has("properties") || schema.has("maxProperties"), path, gaps);
            case "integer" -> need(schema.has("minimum") && schema.has("maximum"), path, gaps);
            default -> {}
        }
        schema.path("properties")
                .properties()
                .forEach(field -> gaps(field.getValue(), path + "." + field.getKey(), gaps));
        if (schema.has("items")) {
            gaps(schema.get("items"), path + "[]", gaps);
        }
    }

    private static void need(boolean bounded, String path, List<String> gaps) {
        if (!bounded) {
            gaps.add(path + " has no bound");
        }
    }
}
