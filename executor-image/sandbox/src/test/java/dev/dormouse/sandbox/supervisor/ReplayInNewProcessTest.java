/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.sandbox.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dormouse.sandbox.replay.Recording;
import dev.dormouse.wire.frame.ToBroker;
import dev.dormouse.wire.frame.ToSandbox;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ReplayInNewProcessTest {
    private static final int PROGRAMS = 60;

    @Test
    void aNewProcessSaysWhatTheFirstOneSaid() throws IOException {
        // given
        long base = Long.getLong("replay.seed", System.nanoTime());
        System.out.println("replay in a new process: " + PROGRAMS + " programs from seed " + base);
        var recordings = new ArrayList<Recording>();
        try (var first = Broker.withSandbox()) {
            first.open(null);
            for (int i = 0; i < PROGRAMS; i++) {
                recordings.add(Recording.of(base + i, frame -> tell(first, frame)));
            }
        }
        // when
        var random = new SplittableRandom(base);
        try (var second = Broker.withSandbox()) {
            second.open(null);
            for (var recording : recordings) {
                int cut = random.nextInt(recording.settlements().size() + 1);
                // then
                assertThat(recording.begin(frame -> tell(second, frame), cut))
                        .as("seed %s cut at %s", recording.begin().seed(), cut)
                        .isEqualTo(recording.traceUpTo(cut));
                recording.goOn(
                        frame -> tell(second, frame),
                        cut,
                        recording.settlements().size());
            }
        }
    }

    private static List<ToBroker> tell(Broker broker, ToSandbox frame) throws IOException {
        var heard = new ArrayList<ToBroker>();
        broker.send(frame);
        do {
            heard.add(broker.next());
        } while (!(heard.getLast() instanceof ToBroker.Idle) && !(heard.getLast() instanceof ToBroker.Lost));
        return heard;
    }
}
