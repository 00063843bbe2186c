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
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Promise 8: sessions with a real server, in which every file of {@code e2e/attacks} is a turn, most of them added to the
 * file of a run that waits for them. Each ends as its first line says; the next turn sees the variables of the first one,
 * and so does the last one, in new processes; nothing of the server's token is anywhere, and no tool was called that the
 * task may not call. {@code -De2e.attack=NAME} runs one.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Execution(ExecutionMode.CONCURRENT)
class AttacksTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** A task has at most 64 turns; each attack is two. */
    private static final int IN_A_ROW = 20;

    private static final int PATIENT = 20;
    private static final int BRIEF = 1;
    /** A run that waits so long for another turn; each test is over before. */
    private static final int IDLE_SECONDS = 600;

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

    private final class Session {
        private final String name;
        private final ArrayNode turns = JSON.createArrayNode();
        private DormouseRun living;

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
            end(PATIENT);
            for (var each : attacks) {
                each.assertEnded(turnOf(each.name()));
                assertKept("after-" + each.name());
            }
        }

        /** Returns what the run has said meanwhile. */
        String alone(Attack attack) throws Exception {
            turn("before-" + attack.name(), Attack.READ);
            turn(attack.name(), attack.code());
            write(BRIEF, IDLE_SECONDS);
            if (living == null) {
                living = start();
            }
            int before = living.progress().length();
            Awaitility.await(attack.name())
                    .atMost(Duration.ofSeconds(180)) // the first run of a build makes its caches
                    .pollInterval(Duration.ofMillis(30))
                    .until(() -> !living.alive() || hasEnded(attack.name()));
            assertSecretive(living.progress());
            assertThat(living.alive()).as(living.progress()).isTrue();
            assertKept("before-" + attack.name());
            attack.assertEnded(turnOf(attack.name()));
            return living.progress().substring(before);
        }

        void afterwards() throws Exception {
            turn("at-last", Attack.READ);
            end(BRIEF);
            assertKept("at-last");
            turn("afterwards", Attack.READ);
            end(BRIEF);
            assertKept("afterwards");
            assertThat(office.mails()).isEmpty();
            assertThat(office.log()).isEmpty();
        }

        /** Runs the turns to their end, and the run to its own. */
        private void end(int cpuSeconds) throws Exception {
            write(cpuSeconds, 0);
            var run = living == null ? start() : living;
            living = null;
            assertThat(run.exitCode()).as(run.progress()).isIn(0, 1);
            assertSecretive(run.progress() + run.status());
        }

        private DormouseRun start() throws IOException {
            return DormouseRun.start(folder.resolve(name + ".yaml"), folder.resolve(name));
        }

        private JsonNode state() throws IOException {
            var file = folder.resolve(name).resolve("state.json");
            return Files.exists(file) ? JSON.readTree(file.toFile()) : JSON.createObjectNode();
        }

        private Optional<JsonNode> find(String turn) throws IOException {
            return StreamSupport.stream(state().at("/head/turns").spliterator(), false)
                    .filter(each -> each.path("name").asText().equals(turn))
                    .findFirst();
        }

        private boolean hasEnded(String turn) throws IOException {
            return find(turn).map(each -> each.hasNonNull("completionMillis")).orElse(false);
        }

        private JsonNode turnOf(String name) throws IOException {
            return find(name).orElseThrow(() -> new AssertionError(name + " is not in the state"));
        }

        private void assertKept(String turn) throws IOException {
            var read = turnOf(turn);
            assertThat(read.path("result").toString()).as(read.toString()).isEqualTo(Attack.KEPT);
        }

        /** Writes the file; turns that it held before need not stay in it. */
        private void write(int cpuSeconds, int idleSeconds) throws IOException {
            var task = JSON.createObjectNode()
                    .put("apiVersion", "dormouse.dev/v1alpha1")
                    .put("kind", "AgentTask");
            task.putObject("metadata").put("name", "attacks").put("namespace", "invoices");
            var spec = task.putObject("spec");
            spec.put("idleSeconds", idleSeconds);
            spec.putObject("limits").put("cpuSeconds", cpuSeconds);
            var books = spec.putArray("tools").addObject().put("name", "books");
            books.putObject("serverRef").put("name", "books");
            books.putArray("allow").add("list_invoices");
            spec.set("turns", turns);
            Files.writeString(folder.resolve(name + ".yaml"), office.serverDocuments() + JSON.writeValueAsString(task));
            turns.removeAll();
        }
    }

    private static void assertSecretive(String said) {
        assertThat(said).doesNotContain(Office.TOKEN).doesNotContainPattern(Attack.HOST_WORDS);
    }
}
