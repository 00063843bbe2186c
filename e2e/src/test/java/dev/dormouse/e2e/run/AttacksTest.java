/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.e2e.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.dormouse.e2e.Attack;
import dev.dormouse.e2e.Office;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Promise 8: sessions with a real server, in which every file of {@code e2e/attacks} is a turn. Each ends as its first line
 * says; the next turn, in new processes, sees the variables of the first one; nothing of the server's token is anywhere, and
 * no tool was called that the task may not call. {@code -De2e.attack=NAME} runs one.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Execution(ExecutionMode.CONCURRENT)
class AttacksTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** A task has at most 64 turns; each attack is two. */
    private static final int IN_A_ROW = 20;

    private static final int PATIENT = 20;
    private static final int BRIEF = 1;

    private static final String CHANGED = "a built-in of the language that the code has changed";

    @TempDir
    static Path folder;

    private final List<Session> sessions = List.of(new Session("one"), new Session("two"));
    private final BlockingQueue<Session> idle = new LinkedBlockingQueue<>(sessions);
    private Office office;

    @BeforeAll
    void open() throws IOException {
        office = Office.open(folder, 0);
    }

    @AfterAll
    void theVariablesOutliveAllOfThemAndNothingHappenedOutside() throws Exception {
        try (var closing = office) {
            for (var each : sessions) {
                each.afterwards();
            }
        }
    }

    @TestFactory
    Stream<DynamicTest> eachAttackEndsAsItsFirstLineSaysAndTheVariablesSurvive() throws IOException {
        return Attack.all().stream()
                .filter(each -> !each.completes() && !each.pollutes())
                .map(each -> DynamicTest.dynamicTest(each.name(), () -> {
                    var session = idle.take();
                    try {
                        assertThat(session.alone(each))
                                .as("one that changes built-ins is named polluted-: each later run of the session would"
                                        + " have to replay all steps from there on")
                                .doesNotContain(CHANGED);
                    } finally {
                        idle.add(session);
                    }
                }));
    }

    /** These may change built-ins, as no run comes after theirs but the last one. */
    @TestFactory
    Stream<DynamicTest> thoseThatAlwaysCompleteDoSoInOneProcess() throws IOException {
        var harmless = Attack.all().stream().filter(Attack::completes).toList();
        return IntStream.iterate(0, from -> from < harmless.size(), from -> from + IN_A_ROW)
                .mapToObj(from -> harmless.subList(from, Math.min(harmless.size(), from + IN_A_ROW)))
                .map(some -> DynamicTest.dynamicTest(
                        some.stream().map(Attack::name).collect(Collectors.joining(", ")), () -> {
                            var session = new Session(some.getFirst().name());
                            session.inARow(some);
                            session.afterwards();
                        }));
    }

    /** What such a program does to its own world lasts, as its variables do; so each has a session of its own. */
    @TestFactory
    Stream<DynamicTest> whoPollutesItsOwnWorldStillHasItsVariables() throws IOException {
        return Attack.all().stream()
                .filter(Attack::pollutes)
                .map(each -> DynamicTest.dynamicTest(each.name(), () -> {
                    var session = new Session(each.name());
                    session.alone(each);
                    session.afterwards();
                }));
    }

    private static void assertKept(JsonNode status, String turn) {
        var read = turnOf(status, turn);
        assertThat(read.path("result").toString()).as(read.toString()).isEqualTo(Attack.KEPT);
    }

    private final class Session {
        private final String name;
        private final ArrayNode turns = JSON.createArrayNode();

        Session(String name) {
            this.name = name;
            turn("variables", Attack.KEEP);
        }

        void turn(String turn, String code) {
            turns.addObject().put("name", turn).put("code", code);
        }

        void inARow(List<Attack> attacks) throws Exception {
            for (var each : attacks) {
                turn(each.name(), each.code());
                turn("after-" + each.name(), Attack.READ);
            }
            var status = run(PATIENT).status();
            for (var each : attacks) {
                each.assertEnded(turnOf(status, each.name()));
                assertKept(status, "after-" + each.name());
            }
        }

        /** Returns what the run said. */
        String alone(Attack attack) throws Exception {
            turn("before-" + attack.name(), Attack.READ);
            turn(attack.name(), attack.code());
            var run = run(BRIEF);
            assertKept(run.status(), "before-" + attack.name());
            attack.assertEnded(turnOf(run.status(), attack.name()));
            return run.progress();
        }

        void afterwards() throws Exception {
            turn("afterwards", Attack.READ);
            assertKept(run(BRIEF).status(), "afterwards");
            assertThat(office.mails()).isEmpty();
            assertThat(office.log()).isEmpty();
        }

        /** Runs the turns; those that have ended need not stay in the file. */
        private DormouseRun run(int cpuSeconds) throws Exception {
            var run = DormouseRun.start(file(cpuSeconds), folder.resolve(name));
            int exit = run.exitCode();
            assertThat(exit).as(run.progress()).isIn(0, 1);
            assertThat(run.progress() + run.status())
                    .doesNotContain(Office.TOKEN)
                    .doesNotContainPattern(Attack.HOST_WORDS);
            turns.removeAll();
            return run;
        }

        private Path file(int cpuSeconds) throws IOException {
            var task = JSON.createObjectNode()
                    .put("apiVersion", "dormouse.dev/v1alpha1")
                    .put("kind", "AgentTask");
            task.putObject("metadata").put("name", "attacks").put("namespace", "invoices");
            var spec = task.putObject("spec");
            spec.putObject("limits").put("cpuSeconds", cpuSeconds);
            var books = spec.putArray("tools").addObject().put("name", "books");
            books.putObject("serverRef").put("name", "books");
            books.putArray("allow").add("list_invoices");
            spec.set("turns", turns);
            return Files.writeString(
                    folder.resolve(name + ".yaml"), office.serverDocuments() + JSON.writeValueAsString(task));
        }
    }

    private static JsonNode turnOf(JsonNode status, String name) {
        return StreamSupport.stream(status.path("turns").spliterator(), false)
                .filter(turn -> turn.path("name").asText().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError(name + " is not in " + status));
    }
}
