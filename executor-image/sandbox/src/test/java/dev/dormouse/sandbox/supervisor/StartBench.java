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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;

/**
 * What the walls cost, as lines of text: {@code AOT_CACHE [RUNS]}. Evaluators with and without walls start in turns, on the
 * same class path and cache; then one is killed and the time to the restored next one is taken.
 */
public final class StartBench {
    private final Optional<AotCache> cache;
    private final int runs;

    private StartBench(Optional<AotCache> cache, int runs) {
        this.cache = cache;
        this.runs = runs;
    }

    public static void main(String[] args) throws Exception {
        var cache = new AotCache(Path.of(args[0]), AotCache.Use.REQUIRED);
        var bench = new StartBench(Optional.of(cache), args.length > 1 ? Integer.parseInt(args[1]) : 15);
        bench.starts();
        bench.replacements();
        System.exit(0);
    }

    private void starts() throws IOException {
        var with = new ArrayList<Start>();
        var without = new ArrayList<Start>();
        start(Evaluator.class);
        for (int i = 0; i < runs; i++) {
            with.add(start(Evaluator.class));
            without.add(start(BareEvaluator.class));
        }
        double elapsed = report("elapsed", with, without, Start::millis);
        double cpu = report("processor time", with, without, Start::cpuMillis);
        System.out.printf(
                "goal: a start with all walls <= 10 %% above one without: %+.1f %%; in processor time, which other load"
                        + " disturbs less, %+.1f %%%n",
                100 * elapsed - 100, 100 * cpu - 100);
    }

    private record Start(long millis, long cpuMillis) {}

    /** Prints the medians, and returns the one with walls over the one without. */
    private double report(String what, List<Start> with, List<Start> without, ToLongFunction<Start> number) {
        var one = with.stream().mapToLong(number).toArray();
        var other = without.stream().mapToLong(number).toArray();
        long p50 = median(one);
        long bare = median(other);
        System.out.printf(
                "evaluator to its greeting, %s in ms, %d runs: with walls p50 %d min %d, without p50 %d min %d, ratio %.3f%n",
                what, runs, p50, one[0], bare, other[0], (double) p50 / bare);
        return (double) p50 / bare;
    }

    private Start start(Class<?> main) throws IOException {
        long start = System.nanoTime();
        var evaluation = new Evaluation(command(main));
        evaluation.channel().read(ToBroker.class).orElseThrow(() -> new IOException(evaluation.epitaph()));
        long millis = (System.nanoTime() - start) / 1_000_000;
        long cpu = ProcessUse.of(evaluation.pid()).map(ProcessUse::cpuMillis).orElse(0L);
        evaluation.kill();
        return new Start(millis, cpu);
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
            var cpu = new long[runs];
            for (int i = 0; i < runs; i++) {
                var next = replacement(broker, snapshot);
                millis[i] = next.millis();
                cpu[i] = next.cpuMillis();
            }
            long p50 = median(millis);
            long p50OfCpu = median(cpu);
            System.out.printf(
                    "killed evaluator to the restored next one, ms, %d runs: min %d p50 %d max %d; processor time min %d p50 %d%n",
                    runs, millis[0], p50, millis[runs - 1], cpu[0], p50OfCpu);
            System.out.printf("goal: replaced and restored in <= 1500 ms: %d%n", p50);
        }
    }

    private static Start replacement(FrameChannel broker, byte[] snapshot) throws IOException {
        long start = System.nanoTime();
        ProcessHandle.current().children().forEach(ProcessHandle::destroyForcibly);
        broker.read(ToBroker.class);
        tell(broker, Frames.open(snapshot));
        long millis = (System.nanoTime() - start) / 1_000_000;
        long cpu = ProcessHandle.current()
                .children()
                .flatMap(each -> ProcessUse.of(each.pid()).stream())
                .mapToLong(ProcessUse::cpuMillis)
                .sum();
        return new Start(millis, cpu);
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
