/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.e2e.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.dormouse.e2e.Checkout;
import dev.dormouse.e2e.Office;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Promise 10: every file of {@code e2e/refusals} is bad input, with the exact words that its author must get. A {@code .yaml}
 * is refused by the CLI, with the exit code of its {@code # exit:} line; of a {@code .js} the code gets the error. What the
 * API server refuses is in the corpus of the module crds.
 */
@Execution(ExecutionMode.CONCURRENT)
class RefusalsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path REFUSALS = Checkout.ROOT.resolve("e2e/refusals");
    private static final String JAVA = "(?m)^\\s+at |java\\.|Exception";

    @TempDir
    static Path folder;

    private static List<Path> files(String ending) throws IOException {
        try (var files = Files.list(REFUSALS)) {
            return files.filter(each -> each.toString().endsWith(ending))
                    .sorted()
                    .toList();
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String name(Path file) {
        return file.getFileName().toString().replaceFirst("\\.[a-z]+$", "");
    }

    private static List<String> lines(Path file, String start) {
        return text(file)
                .lines()
                .filter(line -> line.startsWith(start))
                .map(line -> line.substring(start.length()))
                .toList();
    }

    @TestFactory
    Stream<DynamicTest> aBadFileIsRefusedByTheCliInTheseWords() throws IOException {
        return files(".yaml").stream()
                .map(file -> DynamicTest.dynamicTest(name(file), () -> {
                    var copy = Files.copy(file, folder.resolve(file.getFileName()));
                    var run = DormouseRun.start(copy, folder.resolve(name(file)));
                    int exit = run.exitCode();
                    var said = run.progress()
                            .lines()
                            .map(line -> line.replaceFirst("^\\d\\d:\\d\\d:\\d\\d ", ""))
                            .toList();
                    assertThat(said).containsAll(lines(file, "# says: "));
                    assertThat(exit).hasToString(lines(file, "# exit: ").getFirst());
                    assertThat(run.progress()).doesNotContainPattern(JAVA);
                    assertThat(Files.exists(folder.resolve(name(file)))).isEqualTo(exit != 2);
                }));
    }

    @TestFactory
    Stream<DynamicTest> badUseOfTheGuestApiIsRefusedInTheseWords() throws Exception {
        var files = files(".js");
        try (var office = Office.open(folder, 0)) {
            var status = run(office, files);
            assertThat(office.mails()).isEmpty();
            return files.stream()
                    .map(file -> DynamicTest.dynamicTest(name(file), () -> {
                        var said = result(status, name(file));
                        assertThat(said)
                                .isEqualTo(String.join("\n", lines(file, "// says: ")))
                                .doesNotContainPattern(JAVA);
                    }));
        }
    }

    private static String result(JsonNode status, String turn) {
        for (var each : status.path("turns")) {
            if (each.path("name").asText().equals(turn)) {
                return each.path("result").asText(each.toString());
            }
        }
        throw new AssertionError(turn + " is not in " + status);
    }

    private static JsonNode run(Office office, List<Path> files) throws Exception {
        var task = JSON.createObjectNode()
                .put("apiVersion", "dormouse.dev/v1alpha1")
                .put("kind", "AgentTask");
        task.putObject("metadata").put("name", "refusals").put("namespace", "invoices");
        var spec = task.putObject("spec");
        var books = spec.putArray("tools").addObject().put("name", "books");
        books.putObject("serverRef").put("name", "books");
        books.putArray("allow").add("list_invoices").add("get_contact");
        var turns = spec.putArray("turns");
        for (var file : files) {
            turns.addObject().put("name", name(file)).put("code", """
                    try {
                      %s
                      return "accepted";
                    } catch (error) {
                      return error.name + (error.code ? " " + error.code : "") + ": " + error.message;
                    }
                    """.formatted(text(file)));
        }
        var at = Files.writeString(
                folder.resolve("refusals.yaml"), office.serverDocuments() + JSON.writeValueAsString(task));
        var run = DormouseRun.start(at, folder.resolve("refusals.state"));
        assertThat(run.exitCode()).as(run.progress()).isZero();
        return run.status();
    }
}
