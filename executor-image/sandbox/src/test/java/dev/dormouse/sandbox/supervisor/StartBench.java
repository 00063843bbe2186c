/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.sandbox.supervisor;

import dev.dormouse.sandbox.Frames;
import dev.dormouse.sandbox.main.BareEvaluator;
import dev.dormouse.sandbox.main.Evaluator;
import dev.dormouse.wire.frame.FrameChannel;
import dev.dormouse.wire.frame.ToBroker;
import dev.dormouse.wire.frame.ToSandbox;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What the walls cost, as lines of text: {@code AOT_CACHE [RUNS]}. Evaluators with and without walls start in turns, on the
 * same class path and cache; then one is killed and the time to the restored next one is taken.
 */
public final class StartBench {
    private final Optional<Path> cache;
    private final int runs;

    private StartBench(Optional<Path> cache, int runs) {
        this.cache = cache;
        this.runs = runs;
    }

    public static void main(String[] args) throws Exception {
        var bench = new StartBench(Optional.of(Path.of(args[0])), args.length > 1 ? Integer.parseInt(args[1]) : 15);
        bench.starts();
        bench.replacements();
        System.exit(0);
    }

    private void starts() throws IOException {
        var with = new long[runs];
        var without = new long[runs];
        for (int i = -1; i < runs; i++) {
            long one = start(Evaluator.class);
            long other = start(BareEvaluator.class);
            if (i >= 0) {
                with[i] = one;
                without[i] = other;
            }
        }
        System.out.printf(
                "evaluator to its greeting, ms, %d runs: with walls p50 %d min %d, without p50 %d min %d, p50 ratio %.3f%n",
                runs, median(with), with[0], median(without), without[0], (double) median(with) / median(without));
    }

    private long start(Class<?> main) throws IOException {
        long start = System.nanoTime();
        var evaluation = new Evaluation(command(main));
        evaluation.channel().read(ToBroker.class).orElseThrow(() -> new IOException(evaluation.epitaph()));
        long millis = (System.nanoTime() - start) / 1_000_000;
        evaluation.kill();
        return millis;
    }

    private EvaluatorCommand command(Class<?> main) {
        return new EvaluatorCommand(256, cache, List.of(main.getName()));
    }

    private void replacements() throws Exception {
        var up = Pipe.open();
        var down = Pipe.open();
        try (var supervisor = new Supervisor(command(Evaluator.class), 512)) {
            var theirs = new FrameChannel(Channels.newInputStream(down.source()), Channels.newOutputStream(up.sink()));
            Thread.ofVirtual().start(() -> serve(supervisor, theirs));
            var broker = new FrameChannel(Channels.newInputStream(up.source()), Channels.newOutputStream(down.sink()));
            broker.read(ToBroker.class);
            tell(broker, Frames.open(null));
            tell(broker, Frames.begin("const kept = Array.from({length: 1000}, (_, i) => ({i, text: 'x' + i})); 1"));
            var snapshot = ((ToBroker.Finished) tell(broker, new ToSandbox.Finish())).snapshot();
            var millis = new long[runs];
            for (int i = 0; i < runs; i++) {
                millis[i] = replacement(broker, snapshot);
            }
            long p50 = median(millis);
            System.out.printf(
                    "killed evaluator to the restored next one, ms, %d runs: p50 %d max %d%n",
                    runs, p50, millis[runs - 1]);
        }
    }

    private static long replacement(FrameChannel broker, byte[] snapshot) throws IOException {
        long start = System.nanoTime();
        ProcessHandle.current().children().forEach(ProcessHandle::destroyForcibly);
        broker.read(ToBroker.class);
        tell(broker, Frames.open(snapshot));
        return (System.nanoTime() - start) / 1_000_000;
    }

    private static ToBroker tell(FrameChannel broker, ToSandbox frame) throws IOException {
        broker.write(frame);
        return broker.read(ToBroker.class).orElseThrow();
    }

    private static void serve(Supervisor supervisor, FrameChannel theirs) {
        try {
            supervisor.serve(theirs);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static long median(long[] values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }
}
