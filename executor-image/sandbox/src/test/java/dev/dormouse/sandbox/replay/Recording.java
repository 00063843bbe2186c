/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.sandbox.replay;

import dev.dormouse.sandbox.Frames;
import dev.dormouse.wire.Outcome;
import dev.dormouse.wire.StepId;
import dev.dormouse.wire.frame.ToBroker;
import dev.dormouse.wire.frame.ToSandbox;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * One step as it ran: the program, the settlements in their order, and everything it said, with the place in it after
 * each settlement.
 */
public record Recording(
        ToSandbox.Begin begin, List<ToSandbox.Settle> settlements, List<ToBroker> trace, List<Integer> marks) {
    /** Where a step runs: in this process or in another. */
    public interface Bench {
        /** Sends a frame and gives all that is said up to and with Idle. */
        List<ToBroker> tell(ToSandbox frame) throws IOException;
    }

    /** Runs the program of that seed, settling open calls in a random order with random outcomes. */
    public static Recording of(long seed, Bench bench) throws IOException {
        var random = new SplittableRandom(~seed);
        var begin = new ToSandbox.Begin(
                new StepId("seed" + seed, 1), Programs.of(seed), Frames.TOOLS, seed, Frames.CLOCK, Frames.LIMITS);
        var recording = new Recording(begin, new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        var open = new ArrayList<Integer>();
        recording.hear(bench.tell(begin), open);
        for (int k = 1; !open.isEmpty(); k++) {
            int n = open.remove(random.nextInt(open.size()));
            var settle = new ToSandbox.Settle(k, n, outcome(random), Frames.CLOCK + 10L * k + random.nextInt(10));
            recording.settlements.add(settle);
            recording.hear(bench.tell(settle), open);
        }
        return recording;
    }

    private void hear(List<ToBroker> frames, List<Integer> open) {
        trace.addAll(frames);
        marks.add(trace.size());
        for (var frame : frames) {
            if (frame instanceof ToBroker.Called called) {
                open.add(called.n());
            }
        }
    }

    private static Outcome outcome(SplittableRandom random) {
        return switch (random.nextInt(4)) {
            case 0 -> new Outcome.Failed("ToolError", "failed " + random.nextInt(10), null);
            case 1 -> new Outcome.Ok(Frames.json("[" + random.nextInt() + ", {\"a\": \"" + random.nextInt() + "\"}]"));
            case 2 -> new Outcome.Ok(Frames.json("\"text " + random.nextInt() + "\""));
            default -> new Outcome.Ok(Frames.json("{\"value\": " + random.nextDouble() + ", \"none\": null}"));
        };
    }

    /** Begins, and plays that many settlements; what it says. */
    public List<ToBroker> begin(Bench bench, int settlements) throws IOException {
        var heard = new ArrayList<>(bench.tell(begin));
        heard.addAll(goOn(bench, 0, settlements));
        return heard;
    }

    /** Plays the settlements from one to another of them; what it says. */
    public List<ToBroker> goOn(Bench bench, int from, int to) throws IOException {
        var heard = new ArrayList<ToBroker>();
        for (var settlement : settlements.subList(from, to)) {
            heard.addAll(bench.tell(settlement));
        }
        return heard;
    }

    /** What was said up to and with the idle after that settlement. */
    public List<ToBroker> traceUpTo(int settlement) {
        return trace.subList(0, marks.get(settlement));
    }
}
