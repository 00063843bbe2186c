/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.e2e.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.dormouse.e2e.Checkout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Promise 8: one session in which every file of {@code walls/} is a turn. The first line of each says how it must end:
 * {@code Completed RESULT}, or the reason of its failure with a part of the message. The next run, in new processes, sees the
 * variables of the first turn. {@code -De2e.wall=NAME} runs one.
 */
class HostileCodeTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path WALLS = Checkout.ROOT.resolve("e2e/src/test/resources/walls");
    private static final String KEPT = "{\"text\":\"kept\",\"numbers\":[1,2,3]}";
    private static final String VARIABLES = "const kept = " + KEPT + ";";
    private static final String READ = "return kept;";
    private static final int BRIEFLY = 1;
    private static final String HOST_WORDS = "java\\.|Exception|oracle|truffle";
    private static final String EXPECT = "// expect: ";

    @TempDir
    Path folder;

    private final ArrayNode turns = JSON.createArrayNode();

    @TestFactory
    Stream<DynamicTest> hostileCodeEndsWithinItsLimitsAndTheVariablesSurvive() throws IOException {
        turn("variables", VARIABLES);
        var attacks = names().stream()
                .map(name -> DynamicTest.dynamicTest(name, () -> {
                    var before = "before-" + name;
                    turn(before, READ);
                    turn(name, code(name));
                    var status = run(cpuSeconds(name));
                    var attacked = turnOf(status, name);
                    assertThat(expected(name)).as(attacked.toString()).anyMatch(end -> ends(attacked, end));
                    assertThat(attacked.path("message").asText()).doesNotContainPattern(HOST_WORDS);
                    assertThat(turnOf(status, before).path("result").toString()).isEqualTo(KEPT);
                }));
        var last = DynamicTest.dynamicTest("afterwards", () -> {
            turn("afterwards", READ);
            assertThat(turnOf(run(BRIEFLY), "afterwards").path("result").toString())
                    .isEqualTo(KEPT);
        });
        return Stream.concat(attacks, Stream.of(last));
    }

    private static boolean ends(JsonNode turn, String expected) {
        var words = expected.split(" ", 2);
        var rest = words.length == 2 ? words[1] : "";
        return words[0].equals("Completed")
                ? turn.path("phase").asText().equals("Completed")
                        && turn.path("result").toString().equals(rest)
                : turn.path("reason").asText().equals(words[0])
                        && turn.path("message").asText().contains(rest);
    }

    private static List<String> expected(String name) {
        var first = code(name).lines().findFirst().orElse("");
        assertThat(first).startsWith(EXPECT);
        return Arrays.asList(first.substring(EXPECT.length()).split(" \\| "));
    }

    /** Long enough for code that is to come to its own end, short for what has none. */
    private static int cpuSeconds(String name) {
        return expected(name).getFirst().startsWith("Completed") ? 20 : BRIEFLY;
    }

    private static List<String> names() throws IOException {
        var only = System.getProperty("e2e.wall", "");
        try (var files = Files.list(WALLS)) {
            return files.map(file -> file.getFileName().toString().replace(".js", ""))
                    .filter(name -> only.isEmpty() || name.equals(only))
                    .sorted()
                    .toList();
        }
    }

    private static String code(String name) {
        try {
            return Files.readString(WALLS.resolve(name + ".js"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void turn(String name, String code) {
        turns.addObject().put("name", name).put("code", code);
    }

    private JsonNode run(int cpuSeconds) throws Exception {
        var task = JSON.createObjectNode()
                .put("apiVersion", "dormouse.dev/v1alpha1")
                .put("kind", "AgentTask");
        task.putObject("metadata").put("name", "walls");
        var spec = task.putObject("spec");
        spec.putObject("limits").put("cpuSeconds", cpuSeconds);
        spec.set("turns", turns);
        var file = Files.writeString(folder.resolve("walls.yaml"), JSON.writeValueAsString(task));
        var run = DormouseRun.start(file, folder.resolve("state"));
        assertThat(run.exitCode()).as(run.progress()).isIn(0, 1);
        return run.status();
    }

    private static JsonNode turnOf(JsonNode status, String name) {
        return StreamSupport.stream(status.path("turns").spliterator(), false)
                .filter(turn -> turn.path("name").asText().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError(name + " is not in " + status));
    }
}
