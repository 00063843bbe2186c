/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.session;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.dormouse.broker.journal.Journal;
import dev.dormouse.broker.model.SendOutcome;
import dev.dormouse.broker.model.ToolServer;
import dev.dormouse.broker.state.CommitResult;
import dev.dormouse.broker.state.LoadResult;
import dev.dormouse.broker.state.StateStore;
import dev.dormouse.broker.state.Version;
import dev.dormouse.wire.Outcome;
import dev.dormouse.wire.state.JournalRecord.Claimed;
import dev.dormouse.wire.state.TaskState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A store and a tool server that outlive pods and misbehave: commits whose answer is lost, sends that reach nobody,
 * answers that are cut. A pod that is dead reaches neither. Seeded; counts every effect.
 */
final class SimulatedWorld {
    final Map<String, AtomicInteger> effects = new ConcurrentHashMap<>();
    /** How often each idempotency key of a mail was received. */
    final Map<String, AtomicInteger> mailKeys = new ConcurrentHashMap<>();

    final List<String> unclaimed = new ArrayList<>();
    private final Random random;
    private final double faults;
    private TaskState state;
    private long version = 1;
    private int happenings;
    /** Whether there was nothing left to do when the epoch was last raised. */
    boolean parkedAtRaise;

    SimulatedWorld(TaskState initial, long seed, double faults) {
        this.state = initial;
        this.random = new Random(seed);
        this.faults = faults;
    }

    synchronized TaskState state() {
        return state;
    }

    synchronized int happenings() {
        return happenings;
    }

    /** What the controller does before it makes the next pod. */
    synchronized long raiseEpoch() {
        parkedAtRaise = state.head().park() != null;
        long next = state.head().epoch() + 1;
        state = new TaskState(state.head().ownedBy(next, null), state.journal(), state.snapshot());
        version++;
        return next;
    }

    /** Waits until so many commits and sends have reached the world, or until the pod has ended by itself. */
    synchronized void awaitHappenings(int count, Thread pod) throws InterruptedException {
        while (happenings < count && pod.isAlive()) {
            wait(5);
        }
    }

    private synchronized boolean happens(double probability) {
        return random.nextDouble() < probability;
    }

    private synchronized long delayMicros() {
        return random.nextInt(1_500);
    }

    /** The world as one pod sees it. */
    final class Pod implements StateStore, ToolServer {
        private final AtomicBoolean dead = new AtomicBoolean();

        void kill() {
            dead.set(true);
        }

        @Override
        public LoadResult load() {
            synchronized (SimulatedWorld.this) {
                return new LoadResult.Stored(state, new Version(Long.toString(version)));
            }
        }

        @Override
        public CommitResult commit(TaskState next, Version expected) {
            LockSupport.parkNanos(delayMicros() * 1_000);
            synchronized (SimulatedWorld.this) {
                happened();
                if (dead.get() || happens(faults)) {
                    return new CommitResult.Unreachable("cut before");
                }
                if (!expected.value().equals(Long.toString(version))) {
                    return new CommitResult.Conflict(new LoadResult.Stored(state, new Version(Long.toString(version))));
                }
                state = next;
                version++;
                return happens(faults)
                        ? new CommitResult.Unreachable("cut after")
                        : new CommitResult.Committed(new Version(Long.toString(version)));
            }
        }

        @Override
        public List<ToolDescription> listTools() {
            var schema = JsonNodeFactory.instance.objectNode().put("type", "object");
            return List.of(
                    new ToolDescription("read", "", schema, null, true, false),
                    new ToolDescription("mail", "", schema, null, false, false),
                    new ToolDescription("log", "", schema, null, false, true));
        }

        @Override
        public SendOutcome send(ToolRequest request) {
            LockSupport.parkNanos(delayMicros() * 1_000);
            boolean read = request.tool().equals("read");
            synchronized (SimulatedWorld.this) {
                happened();
                if (dead.get()) {
                    return new SendOutcome.Unknown("dead before");
                }
                if (happens(faults)) {
                    return new SendOutcome.NotSent("refused");
                }
                if (request.tool().equals("mail")) {
                    mailKeys.computeIfAbsent(request.idempotencyKey().orElse(""), key -> new AtomicInteger())
                            .incrementAndGet();
                }
                if (!read) {
                    checkClaim(request);
                    effects.computeIfAbsent(request.tool() + request.arguments(), key -> new AtomicInteger())
                            .incrementAndGet();
                }
            }
            LockSupport.parkNanos(delayMicros() * 1_000);
            if (dead.get()) {
                return new SendOutcome.Unknown("dead after");
            }
            return !request.tool().equals("mail") && happens(faults)
                    ? new SendOutcome.Unknown("cut")
                    : new SendOutcome.Answered(new Outcome.Ok(request.arguments()));
        }

        private void happened() {
            happenings++;
            SimulatedWorld.this.notifyAll();
        }

        private void checkClaim(ToolRequest request) {
            var key = request.idempotencyKey().orElse("");
            boolean claimed = Journal.of(state.journal()).records().stream()
                    .anyMatch(
                            each -> each instanceof Claimed claim && claim.key().equals(key));
            if (!claimed) {
                unclaimed.add(request.tool() + request.arguments());
            }
        }

        @Override
        public void close() {}
    }
}
