/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.e2e.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A task file that is edited while {@code dormouse run} waits for another turn. */
@Timeout(300)
class EditedRunTest {
    private static final String ONE = "{name: one, code: 'const first = 40; return first'}";
    private static final String TWO = "{name: two, code: 'return first + 2'}";

    @TempDir
    Path folder;

    private void file(String spec, String... turns) throws IOException {
        write("", spec, turns);
    }

    private void write(String beside, String spec, String... turns) throws IOException {
        Files.writeString(folder.resolve("task.yaml"), beside + """
                apiVersion: dormouse.dev/v1alpha1
                kind: AgentTask
                metadata: {name: edited}
                spec: {%s, turns: [%s]}
                """.formatted(spec, String.join(", ", turns)));
    }

    private DormouseRun start() throws IOException {
        return DormouseRun.start(folder.resolve("task.yaml"), folder.resolve("state"));
    }

    private static void awaitSaid(DormouseRun run, String text) throws IOException {
        Awaitility.await()
                .atMost(Duration.ofSeconds(180)) // the first run of a build makes its caches
                .until(() -> !run.alive() || run.progress().contains(text));
        assertThat(run.progress()).contains(text);
    }

    @Test
    void anAddedTurnRunsInTheSameProcessesAndWithoutIdleTimeTheRunEnds() throws Exception {
        // given
        file("idleSeconds: 600", ONE);
        var run = start();
        awaitSaid(run, "nothing to do; waits 600 s for another turn");
        var broker = run.pid(DormouseRun.Victim.BROKER);
        // when
        file("idleSeconds: 600", "{name: one}");
        awaitSaid(run, "has been edited and can't be used");
        file("idleSeconds: 600", ONE, TWO);
        awaitSaid(run, "turn two completed");
        // then
        assertThat(run.pid(DormouseRun.Victim.BROKER)).isEqualTo(broker);
        // when
        file("idleSeconds: 0", TWO);
        // then
        assertThat(run.exitCode()).as(run.progress()).isZero();
        assertThat(run.status().at("/turns/1/result").asInt()).isEqualTo(42);
    }

    @Test
    void aTurnThatIsAddedBehindOneThatFailsIsSkipped() throws Exception {
        // given
        var loop = "{name: loops, code: 'for (;;) ;'}";
        file("limits: {cpuSeconds: 15}", loop);
        var run = start();
        awaitSaid(run, "turn loops begins");
        // when
        file("limits: {cpuSeconds: 15}", loop, ONE);
        // then
        assertThat(run.exitCode()).as(run.progress()).isEqualTo(1);
        assertThat(run.status().at("/turns/1/phase").asText()).isEqualTo("Skipped");
    }

    @Test
    void theRunIsSuspendedByAnEdit() throws Exception {
        // given
        file("idleSeconds: 600", ONE);
        var run = start();
        awaitSaid(run, "turn one completed");
        // when
        file("desiredState: Suspended", ONE, TWO);
        // then
        assertThat(run.exitCode()).as(run.progress()).isEqualTo(4);
        assertThat(run.status().path("phase").asText()).isEqualTo("Suspended");
    }

    @Test
    void aTurnThatTheRunCantTakeInIsLeftToTheNextOne() throws Exception {
        // given
        file("idleSeconds: 30", ONE);
        var run = start();
        awaitSaid(run, "turn one completed");
        // when
        write("""
                apiVersion: v1
                kind: Secret
                metadata: {name: token}
                stringData: {token: sixteen-bytes-of-it}
                ---
                """, "idleSeconds: 0", ONE, TWO);
        awaitSaid(run, "has another Secret, which the next run will use");
        // then
        assertThat(run.exitCode()).as(run.progress()).isEqualTo(5);
        assertThat(run.progress()).contains("has been edited in a way that this run has not taken in; run it again");
        assertThat(run.status().at("/turns/1/phase").asText()).isEqualTo("Pending");
        // when
        var next = start();
        // then
        assertThat(next.exitCode()).as(next.progress()).isZero();
        assertThat(next.status().at("/turns/1/result").asInt()).isEqualTo(42);
    }
}
