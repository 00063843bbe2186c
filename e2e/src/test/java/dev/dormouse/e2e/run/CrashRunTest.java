/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.e2e.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dormouse.e2e.Office;
import dev.dormouse.e2e.run.DormouseRun.Victim;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Promises 1, 2, 4 and 5 on real processes: SIGKILL of a random one of the four, at a random moment of the sample's 40
 * effects, then the same command again. Set {@code -De2e.seed=N} to see a victim and a moment again.
 */
@Timeout(180)
class CrashRunTest {
    private static final int LATENCY_MILLIS = 40;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    @RepeatedTest(40)
    void whateverIsKilledEveryMailAndEntryHappensOnceOrTheCallInDoubtIsNamed() throws Exception {
        // given
        long seed = Long.getLong("e2e.seed", new Random().nextLong());
        var random = new Random(seed);
        var victim = Victim.values()[random.nextInt(Victim.values().length)];
        int moment = random.nextInt(40);
        System.out.println("CrashRunTest seed " + seed + ": " + victim + " after " + moment + " effects");
        try (var office = Office.open(folder, LATENCY_MILLIS)) {
            var file = office.taskFile("local.yaml", folder);
            var state = folder.resolve("state");
            // when
            var killed = DormouseRun.start(file, state);
            awaitEffects(office, killed, moment);
            var family = killed.descendants().toList();
            killed.kill(victim);
            killed.exitCode();
            Awaitility.await().atMost(PATIENCE).until(() -> family.stream().noneMatch(ProcessHandle::isAlive));
            var again = DormouseRun.start(file, state);
            again.exitCode();
            // then
            var doubtful = again.exitCode() == 3 ? doubtful(again.status()) : List.<String>of();
            assertThat(again.exitCode()).as(again.progress()).isIn(0, 3);
            assertThat(office.mails()).doesNotHaveDuplicates();
            assertThat(office.log()).doesNotHaveDuplicates();
            if (again.exitCode() == 0) {
                assertThat(office.mails()).hasSize(20);
                assertThat(office.log()).hasSize(20);
            } else {
                assertThat(victim)
                        .as("a kill that leaves the broker alive leaves no doubt")
                        .isIn(Victim.CLI, Victim.BROKER);
                assertThat(doubtful).isNotEmpty();
            }
        }
    }

    private static void awaitEffects(Office office, DormouseRun run, int moment) {
        Awaitility.await()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> !run.alive() || effects(office) >= moment);
    }

    private static int effects(Office office) throws IOException, InterruptedException {
        return office.mails().size() + office.log().size();
    }

    private static List<String> doubtful(JsonNode status) {
        var message = status.path("waitingOn").asText();
        assertThat(message).contains("books.").contains("turn remind");
        return List.of(message);
    }
}
