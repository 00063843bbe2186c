/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.session;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dormouse.broker.gateway.Clocks;
import dev.dormouse.broker.journal.StepHistory;
import dev.dormouse.wire.CleanText;
import dev.dormouse.wire.frame.Completion;
import dev.dormouse.wire.frame.ToBroker;
import dev.dormouse.wire.frame.ToSandbox;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The sandbox as the session sees it: an evaluator that has the variables as they were after the last step, or is on
 * its way there (the snapshot, then the tail replayed over it). Lives on the loop.
 */
final class Guest {
    /** A replay of what already ran within its limits is not stopped by them. */
    private static final ToSandbox.StepLimits REPLAY_LIMITS =
            new ToSandbox.StepLimits(600_000, 600_000, 1 << 20, 10_000, 16 << 20);

    private static final int MAX_MESSAGE = 1000;

    private final Loop loop;
    private final SandboxLink link;
    private final Duration patience;
    private final Duration replayTime;
    private final Supplier<Restore> source;
    private final Events events;
    private @Nullable String engine;
    private @Nullable StepRun running;
    private @Nullable Consumer<ToBroker.Finished> finishing;
    private boolean ready;
    private boolean replaying;
    private int disconnections;
    private int openings;
    private int opened;

    /**
     * @param patience for the sandbox to come, to come back, and to answer what it does on its own
     * @param replayTime that one step of the tail may take
     */
    record Connection(SandboxLink link, Duration patience, Duration replayTime) {
        Connection(SandboxLink link, Duration patience) {
            this(link, patience, Duration.ofMillis(REPLAY_LIMITS.cpuMillis()));
        }
    }

    /** Everything that brings a new evaluator to where the last one was. */
    record Restore(
            ToSandbox.Task task,
            JsonNode inputs,
            byte @Nullable [] snapshot,
            List<StepHistory> tail,
            Ledger ledger,
            Results results) {}

    /** What the session hears. */
    interface Events {
        /** The variables are there; a step may begin. */
        void ready();

        void printed(String text);

        /** The evaluator died, with it whatever ran; it is for the session to {@link #reopen}. */
        void lost(ToBroker.LossReason reason, String message);

        /** No sandbox comes, or comes back. */
        void missing(String why);

        /** The sandbox said what no honest one says, and is gone. */
        void violated(String why);

        /** There is a sandbox, and it has put its walls up as far as the kernel has them. */
        void confined(int landlock);

        /** The sandbox refuses to run anything. */
        void unconfined(String why);

        /** The tail does not replay. */
        void diverged(String why);
    }

    Guest(Loop loop, Connection to, Supplier<Restore> source, Events events) {
        this.loop = loop;
        this.link = to.link();
        this.patience = to.patience();
        this.replayTime = to.replayTime();
        this.source = source;
        this.events = events;
    }

    void start() {
        link.listen(new SandboxLink.Listener() {
            @Override
            public void received(ToBroker frame, SandboxLink.FrameSize size) {
                loop.postAndWait(() -> on(frame));
            }

            @Override
            public void violated(String why) {
                loop.postAndWait(() -> violation(why));
            }

            @Override
            public void lost(String why) {
                loop.postAndWait(() -> disconnected(why)); // before the next sandbox comes
            }
        });
        awaitConnection();
    }

    private void awaitConnection() {
        int now = ++disconnections;
        loop.after(patience, () -> {
            if (engine == null && disconnections == now) {
                events.missing("no sandbox connected within " + patience.toSeconds() + " s");
            }
        });
    }

    private void disconnected(String why) {
        if (engine != null) {
            engine = null;
            awaitConnection();
            forget();
            events.lost(ToBroker.LossReason.CRASH, why);
        }
    }

    /** The next sandbox begins afresh. */
    private void violation(String why) {
        if (engine != null) {
            engine = null;
            awaitConnection();
            forget();
            events.violated("the sandbox broke the protocol: " + why);
        }
    }

    /** A sandbox that never answers is no better than one that lies. */
    private void expectAnswer(BooleanSupplier stillOwed) {
        expectAnswer(patience, stillOwed);
    }

    private void expectAnswer(Duration within, BooleanSupplier stillOwed) {
        loop.after(within, () -> {
            if (stillOwed.getAsBoolean()) {
                link.hangUp();
                violation("no answer within " + within.toSeconds() + " s");
            }
        });
    }

    private void on(ToBroker frame) {
        if (engine == null && !(frame instanceof ToBroker.Hello || frame instanceof ToBroker.Unconfined)) {
            return; // of a sandbox that was given up meanwhile
        }
        switch (frame) {
            case ToBroker.Hello(var name, var landlock) -> {
                engine = name;
                events.confined(landlock);
                reopen();
            }
            case ToBroker.Unconfined(var why) -> {
                forget();
                events.unconfined(cleaned(why));
            }
            case ToBroker.Opened(var of, var variables)
            when of == openings -> {
                opened = of;
                replay(source.get(), 0);
            }
            case ToBroker.Called called when running != null -> running.called(called);
            case ToBroker.Idle idle when running != null -> running.idle(idle);
            case ToBroker.Printed(var text) when !replaying -> events.printed(text);
            case ToBroker.Finished finished
            when finishing != null -> {
                var then = finishing;
                finishing = null;
                then.accept(finished);
            }
            case ToBroker.Lost(var reason, var message) -> {
                forget();
                events.lost(reason, cleaned(message));
            }
            default -> {} // of an evaluator that is being replaced
        }
    }

    /** It ends up in status. */
    private static String cleaned(String why) {
        return CleanText.line(why, MAX_MESSAGE);
    }

    private void forget() {
        ready = false;
        if (running != null) {
            running.interrupted();
        }
        running = null;
        finishing = null;
    }

    /** Brings a fresh evaluator to the last step's variables; then {@link Events#ready}. */
    void reopen() {
        forget();
        if (engine != null) {
            var restore = source.get();
            int now = ++openings;
            link.send(new ToSandbox.Open(now, restore.task(), restore.inputs(), restore.snapshot()));
            expectAnswer(() -> openings == now && opened < now && engine != null);
        }
    }

    private void replay(Restore restore, int done) {
        replaying = done < restore.tail().size();
        if (!replaying) {
            ready = true;
            events.ready();
            return;
        }
        var ends = new StepRun.Ends() {
            @Override
            public void completed(Completion how) {
                finish(finished -> replay(restore, done + 1));
            }

            @Override
            public void diverged(String why) {
                events.diverged(why);
            }

            @Override
            public void tooLong(String what) {} // it is all in the journal already
        };
        StepRun.NewCalls none = step -> {
            if (!step.openCalls().isEmpty()) {
                events.diverged("the code made a call that is not in the journal");
            }
        };
        var step = new StepRun(
                restore.tail().get(done),
                new StepRun.Ports(
                        restore.ledger(), restore.results(), Clocks.system(), link, REPLAY_LIMITS, none, ends));
        run(step);
        expectAnswer(replayTime.plus(patience), () -> running == step && !step.over());
    }

    /** Runs a step from its first line. */
    void run(StepRun step) {
        running = step;
        step.begin();
    }

    /** Captures the variables after the step that ran last. */
    void finish(Consumer<ToBroker.Finished> then) {
        finishing = then;
        link.send(new ToSandbox.Finish());
        expectAnswer(() -> finishing == then);
    }

    boolean ready() {
        return ready;
    }

    /** Name and version of the engine; only while {@link #ready}. */
    String engine() {
        return Objects.requireNonNull(engine);
    }
}
