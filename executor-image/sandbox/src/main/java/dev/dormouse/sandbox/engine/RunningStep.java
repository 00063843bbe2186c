/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.sandbox.engine;

import dev.dormouse.wire.frame.Completion;
import dev.dormouse.wire.frame.ToBroker;
import dev.dormouse.wire.frame.ToSandbox.Begin;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;

/** What the host knows of the step that runs: its calls, its prints, its chance, its end. */
final class RunningStep {
    private final Begin begin;
    private final StepListener listener;
    private final ToolCatalog tools;
    private final SplittableRandom random;
    private final GuestErrors errors;
    private final Map<Integer, ArgumentsSize> open = new HashMap<>();
    private int lastCall;
    private int settled;
    private int printed;
    private @Nullable Completion completion;

    RunningStep(Begin begin, StepListener listener, GuestErrors errors) {
        this.begin = begin;
        this.listener = listener;
        this.errors = errors;
        tools = new ToolCatalog(begin.tools());
        random = new SplittableRandom(begin.seed());
    }

    ToolCatalog tools() {
        return tools;
    }

    int settled() {
        return settled;
    }

    @Nullable
    Completion completion() {
        return completion;
    }

    /** Number of the new call, or a text that says why there is none. */
    Object call(String server, String tool, String json) {
        int limit = begin.limits().openCalls();
        if (open.size() >= limit) {
            return "more than " + limit + " calls are open at once; await some before you make more";
        }
        var arguments = JsonText.parse(json);
        if (arguments.isEmpty()) {
            return "the arguments are nested too deeply";
        }
        var size = ArgumentsSize.of(json, arguments.get());
        if (!fits(size)) {
            return "the arguments of the calls that are open hold more than " + ArgumentsSize.MAX_BYTES + " bytes or "
                    + ArgumentsSize.MAX_VALUES + " values; await some before you make more, or send less in each";
        }
        open.put(++lastCall, size);
        listener.on(new ToBroker.Called(lastCall, settled, server, tool, arguments.get()));
        return lastCall;
    }

    private boolean fits(ArgumentsSize next) {
        var all = open.values().stream().reduce(next, ArgumentsSize::plus);
        return all.bytes() <= ArgumentsSize.MAX_BYTES && all.values() <= ArgumentsSize.MAX_VALUES;
    }

    /** @throws IllegalStateException when the broker settles what it may not */
    void settling(int k, int n) {
        if (k != settled + 1 || open.remove(n) == null) {
            throw new IllegalStateException("settlement " + k + " of call " + n + " is out of turn");
        }
        settled = k;
    }

    /** Cuts what is above the limit, once with a note. */
    String print(String text) {
        int limit = begin.limits().printBytes();
        var bytes = (text + "\n").getBytes(StandardCharsets.UTF_8);
        if (printed > limit) {
            return "";
        }
        int room = limit - printed;
        printed += Math.min(bytes.length, room + 1);
        listener.on(new ToBroker.Printed(bytes.length <= room ? text + "\n" : cut(bytes, room, limit)));
        return "";
    }

    private static String cut(byte[] bytes, int room, int limit) {
        int end = room;
        while (end > 0 && (bytes[end] & 0xC0) == 0x80) {
            end--;
        }
        var kept = new String(bytes, 0, end, StandardCharsets.UTF_8);
        return kept + "\n[output cut: a step may print " + limit + " bytes]\n";
    }

    double random() {
        return random.nextDouble();
    }

    String uuid() {
        long high = (random.nextLong() & ~0xF000L) | 0x4000L;
        long low = (random.nextLong() & ~(3L << 62)) | (2L << 62);
        return new UUID(high, low).toString();
    }

    String returned(String json) {
        int limit = begin.limits().resultBytes();
        int bytes = json.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > limit) {
            completion = new Completion.Threw(
                    "RangeError",
                    "the result has " + bytes + " bytes of JSON; at most " + limit
                            + ". Keep it in a variable and return a summary",
                    0);
            return "";
        }
        completion = JsonText.parse(json)
                .<Completion>map(Completion.Returned::new)
                .orElseGet(() -> new Completion.Threw("RangeError", "the result is nested too deeply for JSON", 0));
        return "";
    }

    String threw(Value error, boolean ofResult) {
        completion = errors.threw(error, ofResult);
        return "";
    }

    void failed(Completion.Threw threw) {
        completion = threw;
    }

    /** The step that host functions speak for; outside of a step one that allows nothing. */
    static final class Holder {
        private static final Begin NONE = new Begin(
                new dev.dormouse.wire.StepId("none", 1),
                "",
                List.of(),
                0,
                0,
                new dev.dormouse.wire.frame.ToSandbox.StepLimits(0, 0, 0, 0, 0));

        private RunningStep step;

        Holder(GuestErrors errors) {
            step = new RunningStep(NONE, frame -> {}, errors);
        }

        RunningStep step() {
            return step;
        }

        void set(RunningStep next) {
            step = next;
        }
    }
}
