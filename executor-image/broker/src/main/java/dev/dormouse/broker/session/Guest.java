/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.session;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dormouse.broker.gateway.Clocks;
import dev.dormouse.broker.journal.StepHistory;
import dev.dormouse.wire.frame.Completion;
import dev.dormouse.wire.frame.ToBroker;
import dev.dormouse.wire.frame.ToSandbox;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The sandbox as the session sees it: an evaluator that has the variables as they were after the last step, or is on
 * its way there (the snapshot, then the tail replayed over it). Lives on the loop.
 */
final class Guest {
    /** Time for a sandbox to come or to come back: an image pull and the kubelet's back-off lie within. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    /** A replay of what already ran within its limits is not stopped by them. */
    private static final ToSandbox.StepLimits REPLAY_LIMITS =
            new ToSandbox.StepLimits(600_000, 600_000, 1 << 20, 10_000, 16 << 20);

    private final Loop loop;
    private final SandboxLink link;
    private final Supplier<Restore> source;
    private final Events events;
    private @Nullable String engine;
    private @Nullable StepRun running;
    private @Nullable Consumer<ToBroker.Finished> finishing;
    private boolean ready;
    private boolean replaying;
    private int disconnections;

    /** Everything that brings a new evaluator to where the last one was. */
    record Restore(
            ToSandbox.Task task, JsonNode inputs, byte @Nullable [] snapshot, List<StepHistory> tail, Ledger ledger) {}

    /** What the session hears. */
    interface Events {
        /** The variables are there; a step may begin. */
        void ready();

        void printed(String text);

        /** The evaluator died, with it whatever ran; it is for the session to {@link #reopen}. */
        void lost(ToBroker.LossReason reason, String message);

        /** The tail does not replay. */
        void diverged(String why);
    }

    Guest(Loop loop, SandboxLink link, Supplier<Restore> source, Events events) {
        this.loop = loop;
        this.link = link;
        this.source = source;
        this.events = events;
    }

    void start() {
        link.listen(new SandboxLink.Listener() {
            @Override
            public void received(ToBroker frame) {
                loop.post(() -> on(frame));
            }

            @Override
            public void lost(String why) {
                loop.post(() -> disconnected(why));
            }
        });
        awaitConnection();
    }

    private void awaitConnection() {
        int now = ++disconnections;
        loop.after(PATIENCE, () -> {
            if (engine == null && disconnections == now) {
                loop.exit(new SessionEnd.SandboxMissing("no sandbox connected within " + PATIENCE.toSeconds() + " s"));
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

    private void on(ToBroker frame) {
        switch (frame) {
            case ToBroker.Hello(var name) -> {
                engine = name;
                reopen();
            }
            case ToBroker.Opened(var variables) -> replay(source.get(), 0);
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
                events.lost(reason, message);
            }
            default -> {} // of an evaluator that is being replaced
        }
    }

    private void forget() {
        ready = false;
        running = null;
        finishing = null;
    }

    /** Brings a fresh evaluator to the last step's variables; then {@link Events#ready}. */
    void reopen() {
        forget();
        if (engine != null) {
            var restore = source.get();
            link.send(new ToSandbox.Open(restore.task(), restore.inputs(), restore.snapshot()));
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
        };
        StepRun.NewCalls none = step -> {
            if (!step.openCalls().isEmpty()) {
                events.diverged("the code made a call that is not in the journal");
            }
        };
        run(new StepRun(
                restore.tail().get(done),
                new StepRun.Ports(restore.ledger(), Clocks.system(), link, REPLAY_LIMITS, none, ends)));
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
    }

    boolean ready() {
        return ready;
    }

    /** Name and version of the engine; only while {@link #ready}. */
    String engine() {
        return Objects.requireNonNull(engine);
    }
}
