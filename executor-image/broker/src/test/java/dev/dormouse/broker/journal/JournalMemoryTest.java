/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dormouse.wire.Json;
import dev.dormouse.wire.Outcome;
import dev.dormouse.wire.PackedOutcome;
import dev.dormouse.wire.StepId;
import dev.dormouse.wire.state.JournalRecord.CallSite;
import dev.dormouse.wire.state.JournalRecord.Settled;
import dev.dormouse.wire.state.JournalRecord.StepStarted;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class JournalMemoryTest {
    /** As a task pod's broker has it: 60 % of 384 MiB. */
    private static final String HEAP = "-Xmx230m";

    /** What a step may have of results that stand in the journal (protocol §2). */
    static final class Filling {
        private static final int RESULTS = 2_048;
        private static final int BYTES = 32_000;

        private Filling() {}

        public static void main(String[] args) {
            var journal = Journal.of(new byte[0]);
            journal.append(new StepStarted(new StepId("one", 1), "", List.of(), 1, 1, "engine"));
            for (int k = 1; k <= RESULTS; k++) {
                journal.append(new Settled(k, site(k), PackedOutcome.of(dense()), null, k));
            }
            System.out.println(journal.written() / 1_000_000 + " MB written");
            var again = Journal.of(journal.bytes());
            System.out.println(journal.records().equals(again.records()) ? "the same again" : "another");
        }

        /** As many objects as fit. */
        private static Outcome dense() {
            return new Outcome.Ok(Json.tree("[" + "{},".repeat(BYTES / 3) + "{}]"));
        }

        private static CallSite site(int n) {
            return new CallSite(n, 0, "books", "read", "digest");
        }
    }

    @Test
    @Timeout(120)
    void aStepFullOfResultsOfManySmallValuesFitsIntoTheBroker() throws Exception {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var process = new ProcessBuilder(
                        java, HEAP, "-cp", System.getProperty("java.class.path"), Filling.class.getName())
                .redirectErrorStream(true)
                .start();
        try {
            var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(said).contains("65 MB written", "the same again").doesNotContain("OutOfMemoryError");
        } finally {
            process.destroyForcibly();
        }
    }
}
