/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.e2e.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dormouse.e2e.Office;
import dev.dormouse.e2e.run.DormouseRun.Victim;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A run that somebody ends while a write is on its way to its answer, which takes eight more seconds. */
@Timeout(400)
class EndedRunTest {
    private static final int LATENCY_MILLIS =
            16_000; // one half of it before the effect, one half after: less than the 20 s of grace
    private static final Duration PATIENCE = Duration.ofSeconds(180); // the first run of a build makes its caches

    /** Whoever started this JVM may have let it ignore these two, and its children with it. */
    private static final List<String> HEARS_THE_TERMINAL = List.of("env", "--default-signal=INT,HUP");

    @TempDir
    Path folder;

    private Office office;
    private Path file;

    @BeforeEach
    void openOffice() throws IOException {
        office = Office.open(folder, LATENCY_MILLIS);
        file = Files.writeString(folder.resolve("task.yaml"), office.serverDocuments() + """
                apiVersion: dormouse.dev/v1alpha1
                kind: AgentTask
                metadata: {name: ended, namespace: invoices}
                spec:
                  tools: [{name: books, serverRef: {name: books}}]
                  turns:
                  - name: note
                    code: |
                      await tools.books.log_interaction({customer: "c-01", text: "called"});
                      return "noted";
                """);
    }

    @AfterEach
    void closeOffice() {
        office.close();
    }

    private DormouseRun start() throws IOException {
        return DormouseRun.startedBy(HEARS_THE_TERMINAL, file, folder.resolve("state"));
    }

    private DormouseRun startUntilTheEffect() throws IOException {
        var run = start();
        Awaitility.await()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> !run.alive() || !office.log().isEmpty());
        return run;
    }

    static Stream<Arguments> endings() {
        return Stream.of(
                Arguments.of("TERM", 143, List.of(Victim.CLI)),
                Arguments.of("INT", 130, List.of(Victim.CLI)),
                Arguments.of("INT", 130, List.of(Victim.values())), // Ctrl-C: all that the terminal has in front
                Arguments.of("HUP", 129, List.of(Victim.values()))); // the terminal is closed
    }

    @ParameterizedTest
    @MethodSource("endings")
    void aRunThatIsAskedToEndTakesTheAnswerInAndTheNextOneGoesOn(String signal, int exitCode, List<Victim> asked)
            throws Exception {
        // given
        var run = startUntilTheEffect();
        var family = run.descendants().toList();
        var socketFolder = run.socketFolder();
        assertThat(run.ignoresTheTerminal(Victim.SUPERVISOR)).isTrue();
        assertThat(run.ignoresTheTerminal(Victim.EVALUATOR)).isTrue();
        // when
        run.signal(signal, asked.toArray(Victim[]::new));
        // then
        assertThat(run.exitCode()).as(run.progress()).isEqualTo(exitCode);
        goesOnAndHasNotedOnce();
        assertThat(run.progress())
                .contains(
                        "asked to stop; waits 20 s at the most for answers still to come",
                        "stopped; run it again to go on");
        assertThat(family).hasSize(3).noneMatch(ProcessHandle::isAlive);
        assertThat(socketFolder).doesNotExist();
    }

    private void goesOnAndHasNotedOnce() throws Exception {
        var again = start();
        assertThat(again.exitCode()).as(again.progress()).isZero();
        assertThat(again.status().at("/turns/0/result").asText()).isEqualTo("noted");
        assertThat(office.log()).hasSize(1);
    }

    @Test
    void aBrokerThatIsKilledIsNamedWithItsSignal() throws Exception {
        // given
        var run = startUntilTheEffect();
        // when
        run.kill(Victim.BROKER);
        // then
        assertThat(run.exitCode()).isEqualTo(70);
        assertThat(run.progress().lines())
                .endsWith("dormouse: the broker was ended by signal 9; run it again to go on");
    }
}
