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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
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
    static Path shared;

    private static Office office;
    private static int mailsBefore;
    private static int entriesBefore;

    @TempDir
    Path folder;

    @BeforeAll
    static void openOffice() throws IOException {
        office = Office.open(shared, LATENCY_MILLIS);
    }

    @AfterAll
    static void closeOffice() {
        office.close();
    }

    @RepeatedTest(40)
    void whateverIsKilledEveryMailAndEntryHappensOnceOrTheCallInDoubtIsNamed() throws Exception {
        // given
        long seed = Long.getLong("e2e.seed", new Random().nextLong());
        var random = new Random(seed);
        var victim = Victim.values()[random.nextInt(Victim.values().length)];
        int moment = random.nextInt(40);
        System.out.println("CrashRunTest seed " + seed + ": " + victim + " after " + moment + " effects");
        mailsBefore = office.mails().size();
        entriesBefore = office.log().size();
        var file = office.taskFile("local.yaml", folder);
        var state = folder.resolve("state");
        // when
        var killed = DormouseRun.start(file, state);
        awaitEffects(killed, moment);
        var family = killed.descendants().toList();
        killed.kill(victim);
        killed.exitCode();
        Awaitility.await().atMost(PATIENCE).until(() -> family.stream().noneMatch(ProcessHandle::isAlive));
        var again = DormouseRun.start(file, state);
        again.exitCode();
        // then
        var doubtful = again.exitCode() == 3 ? doubtful(again.status()) : List.<String>of();
        assertThat(again.exitCode()).as(again.progress()).isIn(0, 3);
        assertThat(mails()).doesNotHaveDuplicates();
        assertThat(entries()).doesNotHaveDuplicates();
        if (again.exitCode() == 0) {
            assertThat(mails()).hasSize(20);
            assertThat(entries()).hasSize(20);
        } else {
            assertThat(victim)
                    .as("a kill that leaves the broker alive leaves no doubt")
                    .isIn(Victim.CLI, Victim.BROKER);
            assertThat(doubtful).isNotEmpty();
        }
    }

    private static void awaitEffects(DormouseRun run, int moment) {
        Awaitility.await()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> !run.alive() || mails().size() + entries().size() >= moment);
    }

    private static List<String> mails() throws IOException, InterruptedException {
        var all = office.mails();
        return all.subList(mailsBefore, all.size());
    }

    private static List<String> entries() throws IOException, InterruptedException {
        var all = office.log();
        return all.subList(entriesBefore, all.size());
    }

    /** The status says which calls, and that nobody sends them again. */
    private static List<String> doubtful(JsonNode status) {
        assertThat(status.path("phase").asText()).isEqualTo("AwaitingDecision");
        assertThat(status.path("waitingOn").asText()).contains("books.");
        return status.path("conditions").findValuesAsText("message").stream()
                .filter(message -> message.contains("books.") && message.contains("of remind/1"))
                .toList();
    }
}
