/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.samples.books;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The task stands in four files, each ready to apply; they must not drift apart. */
class TaskFilesTest {

    private static final YAMLMapper YAML = new YAMLMapper();

    @Test
    void theFollowUpIsTheSameTaskWithOneMoreTurn() throws IOException {
        for (var place : List.of("task", "local")) {
            var before = spec(place + ".yaml", "AgentTask");
            var after = spec(place + "-with-follow-up.yaml", "AgentTask");

            assertThat(after.get("turns")).hasSize(before.get("turns").size() + 1);
            assertThat(after.get("turns").get(0)).isEqualTo(before.get("turns").get(0));
            assertThat(after.get("tools")).isEqualTo(before.get("tools"));
        }
    }

    @Test
    void theClusterAndThisMachineRunTheSameTask() throws IOException {
        for (var suffix : List.of(".yaml", "-with-follow-up.yaml")) {
            assertThat(spec("local" + suffix, "AgentTask")).isEqualTo(spec("task" + suffix, "AgentTask"));
            assertThat(spec("local" + suffix, "McpServer").get("tools"))
                    .isEqualTo(spec("task" + suffix, "McpServer").get("tools"));
        }
    }

    @Test
    void onlyToolsThatCallThemselvesReadOnlyAreMarkedRead() throws IOException {
        var marked = spec("task.yaml", "McpServer").get("tools");
        assertThat(marked.findValuesAsText("name")).containsExactly("list_invoices", "get_contact");
        assertThat(marked.findValuesAsText("effect")).containsOnly("Read");
    }

    private static JsonNode spec(String file, String kind) throws IOException {
        try (var documents = YAML.readerFor(JsonNode.class)
                .<JsonNode>readValues(Path.of(file).toFile())) {
            while (documents.hasNext()) {
                var document = documents.next();
                if (document.path("kind").asText().equals(kind)) {
                    return document.get("spec");
                }
            }
        }
        throw new AssertionError("no " + kind + " in " + file);
    }
}
