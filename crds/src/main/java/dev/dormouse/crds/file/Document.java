/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.crds.file;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One document of a file.
 *
 * @param number from 1; empty ones are counted, as an editor counts them
 */
record Document(int number, JsonNode content) {
    private static final ObjectMapper YAML = YAMLMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .nodeFactory(JsonNodeFactory.withExactBigDecimals(true))
            .build();

    static List<Document> read(String yaml) throws TaskFileException {
        var documents = new ArrayList<Document>();
        try (MappingIterator<JsonNode> nodes = YAML.readerFor(JsonNode.class).readValues(yaml)) {
            for (var number = 1; nodes.hasNextValue(); number++) {
                var node = nodes.nextValue();
                if (!node.isNull() && !node.isMissingNode()) {
                    documents.add(new Document(number, node));
                }
            }
            return documents;
        } catch (StreamConstraintsException e) {
            throw new TaskFileException(List.of(new Problem(
                    "", "", "nested deeper than any task needs, or with a number or a name beyond measure")));
        } catch (JsonProcessingException e) {
            var where =
                    e.getLocation() == null ? "" : " in line " + e.getLocation().getLineNr();
            throw new TaskFileException(
                    List.of(new Problem("", "", "not YAML" + where + ": " + withoutExcerpt(e.getOriginalMessage()))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The parser shows the line in question, indented; that may be a Secret's. */
    private static String withoutExcerpt(String message) {
        return message.lines().filter(line -> !line.startsWith("    ")).collect(Collectors.joining("\n"));
    }

    String kind() {
        return content.path("kind").asText();
    }

    String name() {
        return content.at("/metadata/name").asText();
    }

    /** The resource without what a server adds, e.g. in the output of {@code kubectl get -o yaml}. */
    <T> T as(Class<T> type) {
        var bare = content.<ObjectNode>deepCopy();
        bare.remove("status");
        bare.putObject("metadata").put("name", name());
        return YAML.convertValue(bare, type);
    }

    Problem problem(String field, String message) {
        return new Problem(label(), field, message);
    }

    private String label() {
        var what = (kind() + " " + name()).strip();
        return "document " + number + (what.isEmpty() ? "" : " (" + what + ")");
    }
}
