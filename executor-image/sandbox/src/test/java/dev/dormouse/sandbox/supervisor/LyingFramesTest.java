/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.sandbox.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dormouse.sandbox.Frames;
import dev.dormouse.wire.frame.FrameChannel;
import dev.dormouse.wire.frame.ToBroker;
import dev.dormouse.wire.frame.ToBroker.LossReason;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LyingFramesTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"t":"called","n":2,"after":0,"server":"a","tool":"b","arguments":{}} | call 2 after 0 instead of call 1
            {"t":"called","n":1,"after":3,"server":"a","tool":"b","arguments":{}} | call 1 after 3 instead of call 1
            {"t":"idle","k":7}                                                    | Idle(7) instead of Idle(0)
            {"t":"finished","snapshot":"","variables":[],"uncaptured":[]}         | out of turn
            {"t":"hello","engine":"other"}                                        | second greeting
            {"t":"lost","reason":"CPU","message":"x"}                             | of type 'lost'
            {"t":"settle","k":1}                                                  | of type 'settle'
            {"t":"idle","k":"0"}                                                  | a number that is none
            {"t":"idle","k":0}{"t":"idle","k":0}                                  | something behind it
            []                                                                    | no JSON object
            {"t"                                                                  | no JSON
            GARBAGE                                                               | a frame of 2147483647 bytes
            """)
    void aLieEndsTheEvaluator(String frame, String message) throws IOException {
        var down = Pipe.open();
        var up = Pipe.open();
        var command = new EvaluatorCommand(64, Optional.empty(), List.of(LyingEvaluator.class.getName(), frame));
        try (var supervisor = new Supervisor(command, 400)) {
            var theirs = new FrameChannel(Channels.newInputStream(down.source()), Channels.newOutputStream(up.sink()));
            Thread.ofVirtual().start(() -> serve(supervisor, theirs));
            var broker = new FrameChannel(Channels.newInputStream(up.source()), Channels.newOutputStream(down.sink()));
            assertThat(broker.read(ToBroker.class)).contains(new ToBroker.Hello("liar", 0));
            broker.write(Frames.open(null));
            assertThat(broker.read(ToBroker.class)).contains(new ToBroker.Opened(1, List.of()));
            // when
            broker.write(Frames.begin("1"));
            // then
            var lost = (ToBroker.Lost) broker.read(ToBroker.class).orElseThrow();
            assertThat(lost.reason()).isEqualTo(LossReason.CRASH);
            assertThat(lost.message()).contains(message);
            broker.write(Frames.open(null));
            assertThat(broker.read(ToBroker.class)).contains(new ToBroker.Opened(1, List.of()));
        }
    }

    private static void serve(Supervisor supervisor, FrameChannel theirs) {
        try {
            supervisor.serve(theirs);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
