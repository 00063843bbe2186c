/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.sandbox.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dormouse.sandbox.Frames;
import dev.dormouse.sandbox.engine.GuestEngine;
import dev.dormouse.sandbox.engine.Session;
import dev.dormouse.wire.frame.ToBroker;
import dev.dormouse.wire.frame.ToSandbox;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Assumption (b): the same settlements in the same order give the same run, wherever it was cut. */
class ReplayTest {
    private static final int PROGRAMS = Integer.getInteger("replay.programs", 1000);
    /** Steps of one session; each session is a context of its own. */
    private static final int PER_SESSION = 25;

    @Test
    void aStepThatWasCutAnywhereGoesOnAsIfNothingHadHappened() throws IOException {
        long base = Long.getLong("replay.seed", System.nanoTime());
        System.out.println("replay: " + PROGRAMS + " programs from seed " + base + " (-Dreplay.seed=" + base + ")");
        var random = new SplittableRandom(base);
        int calls = 0;
        int settlements = 0;
        try (var engine = new GuestEngine();
                var elsewhere = new GuestEngine()) {
            for (long seed = base; seed < base + PROGRAMS; seed += PER_SESSION) {
                var recordings = record(engine, seed);
                for (var recording : recordings) {
                    settlements += recording.settlements().size();
                    calls += (int) recording.trace().stream()
                            .filter(ToBroker.Called.class::isInstance)
                            .count();
                }
                assertReplays(elsewhere, recordings, random);
            }
        }
        System.out.println("replay: " + calls + " calls, " + settlements + " settlements, no difference");
    }

    private static List<Recording> record(GuestEngine engine, long seed) throws IOException {
        var recordings = new ArrayList<Recording>();
        try (var session = new Session(engine).open(Frames.open(null))) {
            for (int i = 0; i < PER_SESSION; i++) {
                recordings.add(Recording.of(seed + i, bench(session)));
            }
        }
        return recordings;
    }

    /** The pod dies at a random settlement of the last step: another session replays all, stops there, and goes on. */
    private static void assertReplays(GuestEngine engine, List<Recording> recordings, SplittableRandom random)
            throws IOException {
        try (var session = new Session(engine).open(Frames.open(null))) {
            for (var recording : recordings) {
                int cut = random.nextInt(recording.settlements().size() + 1);
                var bench = bench(session);
                var heard = recording.begin(bench, cut);
                assertThat(heard)
                        .as("seed %s cut at %s", recording.begin().seed(), cut)
                        .isEqualTo(recording.traceUpTo(cut));
                if (cut < recording.settlements().size()) {
                    heard.addAll(
                            recording.goOn(bench, cut, recording.settlements().size()));
                }
                assertThat(heard).as("seed %s", recording.begin().seed()).isEqualTo(recording.trace());
            }
        }
    }

    static Recording.Bench bench(Session session) {
        var said = new ArrayList<ToBroker>();
        return frame -> {
            said.clear();
            said.add(
                    switch (frame) {
                        case ToSandbox.Begin begin -> session.begin(begin, said::add);
                        case ToSandbox.Settle settle -> session.settle(settle);
                        default -> throw new IllegalArgumentException(frame.toString());
                    });
            return List.copyOf(said);
        };
    }
}
