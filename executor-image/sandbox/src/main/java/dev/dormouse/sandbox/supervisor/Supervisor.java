/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.sandbox.supervisor;

import dev.dormouse.wire.Json;
import dev.dormouse.wire.frame.FrameChannel;
import dev.dormouse.wire.frame.FrameHead;
import dev.dormouse.wire.frame.MalformedFrameException;
import dev.dormouse.wire.frame.ToBroker;
import dev.dormouse.wire.frame.ToBroker.LossReason;
import dev.dormouse.wire.frame.ToBroker.Lost;
import dev.dormouse.wire.frame.ToSandbox;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Stands between one connected broker and the evaluator: passes frames both ways, kills the evaluator from outside when
 * it uses too much or lies. What it hears from the evaluator is hostile.
 *
 * <p>After a loss it drops what the broker had sent before it knew, up to the next {@code Open}, which starts the next
 * evaluator: a broker whose last turn has failed never asks for one.
 */
public final class Supervisor implements AutoCloseable {
    private static final long LOOK_MILLIS = 20;

    private final EvaluatorCommand command;
    private final long residentLimit;
    private final Object lock = new Object();
    private @Nullable FrameChannel broker;
    private Evaluation evaluation;
    private Watch watch;
    private boolean lost;
    private volatile boolean closed;
    private byte @Nullable [] greeting;

    public Supervisor(EvaluatorCommand command, int residentMegabytes) throws IOException {
        this.command = command;
        residentLimit = residentMegabytes * 1024L * 1024;
        evaluation = new Evaluation(command);
        watch = watchOf(evaluation);
        listen(evaluation);
        Thread.ofPlatform().daemon().name("watchdog").start(this::watch);
    }

    private Watch watchOf(Evaluation watched) {
        return new Watch(() -> ProcessUse.of(watched.pid()), residentLimit);
    }

    /** Serves the one connection that there will be, until the broker closes it. */
    public void serve(FrameChannel connection) throws IOException {
        synchronized (lock) {
            broker = connection;
            if (greeting != null) {
                connection.writeRaw(greeting);
            }
        }
        for (var raw = connection.readRaw(); raw.isPresent(); raw = connection.readRaw()) {
            passOn(raw.get());
        }
    }

    private void passOn(byte[] raw) throws IOException {
        Evaluation target;
        synchronized (lock) {
            var head = FrameHead.of(raw);
            if (lost && !head.type().equals("open")) {
                return;
            }
            if (lost) {
                replace();
            }
            note(head, raw);
            target = evaluation;
        }
        try {
            target.channel().writeRaw(raw);
        } catch (IOException e) {
            // Its end is noticed, and told, by who listens to it.
            target.kill();
        }
    }

    private void note(FrameHead head, byte[] raw) throws MalformedFrameException {
        var turn = evaluation.turn();
        switch (head.type()) {
            case "open" -> {
                turn.opening();
                watch.opening();
            }
            case "begin" -> {
                var limits = Json.read(raw, ToSandbox.Begin.class).limits();
                turn.beginning(limits);
                watch.begin(limits);
            }
            case "settle" -> {
                turn.settling(head.k());
                watch.burst();
            }
            case "finish" -> {
                turn.finishing();
                watch.capture();
            }
            default -> throw new MalformedFrameException("the broker sent a " + head.type());
        }
    }

    private void listen(Evaluation from) {
        Thread.ofPlatform().daemon().name("evaluator-stdout").start(() -> {
            var how = new Lost(LossReason.CRASH, "the evaluator ended");
            try {
                for (var raw = from.channel().readRaw();
                        raw.isPresent();
                        raw = from.channel().readRaw()) {
                    hear(from, raw.get());
                }
                how = ended(from);
            } catch (IOException e) {
                from.kill();
                how = new Lost(LossReason.CRASH, "the evaluator broke the protocol: " + e.getMessage());
            } finally {
                lose(from, how);
            }
        });
    }

    private static Lost ended(Evaluation evaluation) {
        return evaluation.ranOutOfMemory()
                ? new Lost(LossReason.MEMORY, "the code needed more memory than the sandbox has (heap full)")
                : new Lost(LossReason.CRASH, "the evaluator ended: " + evaluation.epitaph());
    }

    private void hear(Evaluation from, byte[] raw) throws IOException {
        synchronized (lock) {
            if (from != evaluation || lost) {
                return;
            }
            var head = FrameHead.of(raw);
            from.turn().heard(head, raw.length);
            switch (head.type()) {
                case "hello" -> greet(raw);
                case "unconfined" -> {
                    // One that could not take its rights ends, and no other one could.
                    closed = true;
                    greeting = raw;
                    tell(raw);
                }
                default -> {
                    if (!from.turn().busy()) {
                        watch.pause();
                    }
                    tell(raw);
                }
            }
        }
    }

    /** Only the first evaluator's greeting is news to the broker. */
    private void greet(byte[] raw) {
        if (greeting == null) {
            tell(raw);
        }
        greeting = raw;
    }

    /** A broker that can't be written to is noticed by who reads from it. */
    private void tell(byte[] raw) {
        try {
            if (broker != null) {
                broker.writeRaw(raw);
            }
        } catch (IOException e) {
            broker = null;
        }
    }

    private void lose(Evaluation gone, Lost how) {
        synchronized (lock) {
            if (gone != evaluation || lost || closed) {
                return;
            }
            gone.kill();
            lost = true;
            tell(Json.bytes((ToBroker) how));
        }
    }

    private void replace() throws IOException {
        evaluation = new Evaluation(command);
        watch = watchOf(evaluation);
        lost = false;
        listen(evaluation);
    }

    private void watch() {
        while (pause()) {
            Evaluation watched;
            Optional<Lost> loss;
            synchronized (lock) {
                if (closed) {
                    return;
                }
                watched = evaluation;
                loss = !lost && watched.turn().busy() ? watch.look() : Optional.empty();
            }
            loss.ifPresent(how -> lose(watched, how));
        }
    }

    private static boolean pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Ends the evaluator; for good. */
    @Override
    public void close() {
        // No lock: a writer may hold it while it waits for a broker that doesn't read.
        closed = true;
        evaluation.kill();
    }
}
