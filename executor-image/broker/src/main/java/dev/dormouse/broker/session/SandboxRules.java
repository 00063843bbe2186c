/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.session;

import dev.dormouse.broker.session.SandboxLink.FrameSize;
import dev.dormouse.wire.Json;
import dev.dormouse.wire.frame.Completion;
import dev.dormouse.wire.frame.FrameChannel;
import dev.dormouse.wire.frame.ToBroker;
import dev.dormouse.wire.frame.ToSandbox;
import dev.dormouse.wire.frame.ToSandbox.StepLimits;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a sandbox may say now, and how much of it. All that comes from it is hostile: guest code may have taken it over.
 * An honest one never breaks these rules, its own limits are narrower. No I/O; for one thread at a time.
 */
final class SandboxRules {
    static final int MAX_NAME = 256;
    /** What may stand around a value in its frame. */
    private static final int SLACK = 64 * 1024;
    /** In its frame it stands one level deep. In the head it stands deeper, and that must be readable. */
    private static final int RESULT_DEPTH = Json.MAX_FREE_DEPTH + 1;
    /** A control character takes six bytes in JSON, and each line has a frame around it. */
    private static final int PRINT_FACTOR = 40;

    private enum Phase {
        CONNECTED,
        GREETED,
        /** Until its answer comes, the sandbox may still speak of the session before. */
        OPENING,
        READY,
        RUNNING,
        FINISHING
    }

    private Phase phase = Phase.CONNECTED;
    private int opening;
    private StepLimits limits = new StepLimits(0, 0, 0, 0, 0);
    private final Map<Integer, FrameSize> open = new HashMap<>();
    private int lastCall;
    private int settled;
    private long printed;

    /** What becomes of a frame. */
    sealed interface Verdict {
        /** It is as it should be. */
        record Passes() implements Verdict {}

        /** It is of a session that was given up; nobody waits for it. */
        record Stale() implements Verdict {}

        record Violates(String how) implements Verdict {}
    }

    /** A new connection. */
    void connected() {
        phase = Phase.CONNECTED;
    }

    /** Takes note of what the broker asks for; what it asks before a greeting was for the sandbox before. */
    void told(ToSandbox frame) {
        if (phase == Phase.CONNECTED) {
            return;
        }
        switch (frame) {
            case ToSandbox.Open asked -> {
                opening = asked.opening();
                phase = Phase.OPENING;
            }
            case ToSandbox.Begin begin -> {
                limits = begin.limits();
                open.clear();
                lastCall = 0;
                settled = 0;
                printed = 0;
                phase = Phase.RUNNING;
            }
            case ToSandbox.Settle settle -> {
                settled = settle.k();
                open.remove(settle.n());
                phase = Phase.RUNNING;
            }
            case ToSandbox.Finish() -> phase = Phase.FINISHING;
        }
    }

    /** Judges a frame, and takes note of it. */
    Verdict heard(ToBroker frame, FrameSize size) {
        if (phase == Phase.OPENING && !(frame instanceof ToBroker.Opened(var of, var _) && of == opening)) {
            return frame instanceof ToBroker.Lost || frame instanceof ToBroker.Unconfined
                    ? verdict(within(size, SLACK))
                    : new Verdict.Stale();
        }
        return verdict(judge(frame, size));
    }

    private static Verdict verdict(Optional<String> wrong) {
        return wrong.<Verdict>map(Verdict.Violates::new).orElseGet(Verdict.Passes::new);
    }

    private Optional<String> judge(ToBroker frame, FrameSize size) {
        return switch (frame) {
            case ToBroker.Hello hello ->
                phase == Phase.CONNECTED ? becomes(Phase.GREETED, size, SLACK) : outOfTurn("a greeting");
            case ToBroker.Unconfined unconfined ->
                phase == Phase.CONNECTED ? becomes(Phase.GREETED, size, SLACK) : outOfTurn("a refusal");
            case ToBroker.Opened opened ->
                phase == Phase.OPENING
                        ? becomes(Phase.READY, size, FrameChannel.MAX_BYTES)
                        : outOfTurn("an answer to Open");
            case ToBroker.Called called -> phase == Phase.RUNNING ? call(called, size) : outOfTurn("a call");
            case ToBroker.Printed text -> phase == Phase.RUNNING ? print(size) : outOfTurn("a print");
            case ToBroker.Idle idle -> phase == Phase.RUNNING ? idle(idle, size) : outOfTurn("a rest");
            case ToBroker.Finished finished ->
                phase == Phase.FINISHING ? becomes(Phase.READY, size, FrameChannel.MAX_BYTES) : outOfTurn("a snapshot");
            case ToBroker.Lost lost ->
                phase == Phase.CONNECTED ? outOfTurn("a loss") : becomes(Phase.GREETED, size, SLACK);
        };
    }

    private Optional<String> becomes(Phase next, FrameSize size, int maxBytes) {
        phase = next;
        return within(size, maxBytes);
    }

    private static Optional<String> within(FrameSize size, int maxBytes) {
        return size.bytes() <= maxBytes ? Optional.empty() : Optional.of("a frame of " + size.bytes() + " bytes");
    }

    private Optional<String> outOfTurn(String what) {
        return Optional.of(what + " out of turn");
    }

    private Optional<String> call(ToBroker.Called call, FrameSize size) {
        if (call.n() != lastCall + 1 || call.after() != settled) {
            return Optional.of("call " + call.n() + " after " + call.after() + " instead of call " + (lastCall + 1)
                    + " after " + settled);
        }
        if (call.server().length() > MAX_NAME || call.tool().length() > MAX_NAME) {
            return Optional.of("a call of a name longer than " + MAX_NAME + " characters");
        }
        lastCall = call.n();
        open.put(call.n(), size);
        if (open.size() > limits.openCalls()) {
            return Optional.of("more than " + limits.openCalls() + " open calls");
        }
        long bytes = open.values().stream().mapToLong(FrameSize::bytes).sum();
        long values = open.values().stream().mapToLong(FrameSize::values).sum();
        return bytes <= ToBroker.MAX_OPEN_BYTES && values <= ToBroker.MAX_OPEN_VALUES
                ? Optional.empty()
                : Optional.of("open calls with " + bytes + " bytes and " + values + " values of arguments");
    }

    private Optional<String> print(FrameSize size) {
        printed += size.bytes();
        return printed <= (long) PRINT_FACTOR * limits.printBytes() + SLACK
                ? Optional.empty()
                : Optional.of("more output than " + limits.printBytes() + " bytes");
    }

    private Optional<String> idle(ToBroker.Idle idle, FrameSize size) {
        phase = Phase.READY;
        if (idle.k() != settled) {
            return Optional.of("rest after settlement " + idle.k() + " instead of " + settled);
        }
        if (size.bytes() > (long) limits.resultBytes() + SLACK) {
            return Optional.of("a result of " + size.bytes() + " bytes");
        }
        if (size.depth() > RESULT_DEPTH) {
            return Optional.of("a result nested " + size.depth() + " deep");
        }
        return idle.completion() instanceof Completion.Threw(var name, var message, var line) && line < 0
                ? Optional.of("an error in line " + line)
                : Optional.empty();
    }
}
