/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.session;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dormouse.broker.blob.BlobTransfer;
import dev.dormouse.broker.blob.PartStore;
import dev.dormouse.broker.gateway.Gateway;
import dev.dormouse.broker.journal.Journal;
import dev.dormouse.broker.model.SendOutcome;
import dev.dormouse.broker.model.ToolServer;
import dev.dormouse.broker.state.CommitResult;
import dev.dormouse.broker.state.Committer;
import dev.dormouse.broker.state.LoadResult;
import dev.dormouse.broker.state.Pace;
import dev.dormouse.broker.state.StateStore;
import dev.dormouse.broker.state.Version;
import dev.dormouse.broker.task.TaskSource;
import dev.dormouse.wire.Outcome;
import dev.dormouse.wire.state.JournalRecord.Claimed;
import dev.dormouse.wire.state.PartName;
import dev.dormouse.wire.state.TaskState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * A store, its controller and a tool server that outlive pods and misbehave: commits whose answer is lost, sends that
 * reach nobody, answers that are cut, room for parts that comes late. A pod that is dead reaches none of them. Seeded;
 * counts every effect.
 */
final class SimulatedWorld {
    final Map<String, AtomicInteger> effects = new ConcurrentHashMap<>();
    /** How often each idempotency key of a mail was received. */
    final Map<String, AtomicInteger> mailKeys = new ConcurrentHashMap<>();

    final List<String> unclaimed = new ArrayList<>();
    private final Random random;
    private final double faults;
    private final int resultBytes;
    private volatile Duration commitDelay = Duration.ZERO;
    /** What stands beside the state; empty until a broker fills it. */
    private final Map<PartName, byte[]> parts = new HashMap<>();

    private TaskState state;
    private long version = 1;
    private int happenings;
    private int raises;
    /** Keys of claims that were durable when the epoch was raised. */
    private final Set<String> inherited = new HashSet<>();

    /** Whether there was nothing left to do when the epoch was last raised. */
    boolean parkedAtRaise;

    SimulatedWorld(TaskState initial, long seed, double faults) {
        this(initial, seed, faults, 0);
    }

    /** @param resultBytes up to so many random bytes come with each answer of a read */
    SimulatedWorld(TaskState initial, long seed, double faults, int resultBytes) {
        this.state = initial;
        this.random = new Random(seed);
        this.faults = faults;
        this.resultBytes = resultBytes;
    }

    synchronized TaskState state() {
        return state;
    }

    private synchronized int raises() {
        return raises;
    }

    synchronized int happenings() {
        return happenings;
    }

    /** What the controller does before it makes the next pod. */
    synchronized long raiseEpoch() {
        parkedAtRaise = state.head().park() != null;
        raises++;
        new Pod().claims().forEach(inherited::add);
        long next = state.head().epoch() + 1;
        state = new TaskState(state.head().ownedBy(next, null), state.journal(), state.snapshot());
        version++;
        control();
        return next;
    }

    /** What the controller does when it sees a head. */
    private void control() {
        var head = state.head();
        head.blobs().wanted().forEach(part -> parts.putIfAbsent(part, new byte[0]));
        parts.keySet().removeIf(part -> head.blobs().dropped(part, head.epoch()));
        for (var part : head.blobs().live()) {
            if (parts.getOrDefault(part, new byte[0]).length == 0) {
                throw new IllegalStateException("the head names " + part + ", which was never stored");
            }
        }
    }

    /** The parts that stand here now. */
    synchronized Set<PartName> parts() {
        return Set.copyOf(parts.keySet());
    }

    /** The variables, wherever they stand. */
    synchronized byte[] snapshot() throws InterruptedException {
        return ((Restored.Whole) Restored.of(state, transfer(new Pod()))).snapshot();
    }

    private static BlobTransfer transfer(PartStore store) {
        return new BlobTransfer(store, new BlobTransfer.Patience(Duration.ofSeconds(20), Duration.ofSeconds(20)));
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

    /** Every commit takes this much longer; item 0 is read in one and a half of that, as large as can be, and all others are small. */
    void slowCommits(Duration by) {
        commitDelay = by;
    }

    private boolean slow() {
        return commitDelay.isPositive();
    }

    private synchronized long delayMicros() {
        return random.nextInt(1_500);
    }

    /** The world as one pod sees it. */
    final class Pod implements StateStore, PartStore, ToolServer {
        private final AtomicBoolean dead = new AtomicBoolean();
        private final int epochs = raises();

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
            LockSupport.parkNanos(delayMicros() * 1_000 + commitDelay.toNanos());
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
                control();
                return happens(faults)
                        ? new CommitResult.Unreachable("cut after")
                        : new CommitResult.Committed(new Version(Long.toString(version)));
            }
        }

        /** A session's world: this one, this sandbox, this task. */
        Session.Outside outside(Committer committer, TaskSource source, SandboxLink link, Gateway gateway)
                throws InterruptedException {
            return outside(committer, source, link, gateway, 64 << 20);
        }

        Session.Outside outside(
                Committer committer, TaskSource source, SandboxLink link, Gateway gateway, long capacity)
                throws InterruptedException {
            return new Session.Outside(
                    committer,
                    (Restored.Whole) Restored.of(committer.state(), transfer(this)),
                    transfer(this),
                    new StoreLimits(capacity, Pace.Limits.NONE),
                    source,
                    link,
                    gateway,
                    new SilentProgress());
        }

        @Override
        public int partBytes() {
            return 48 * 1024;
        }

        @Override
        public PutResult put(PartName part, byte[] bytes) {
            LockSupport.parkNanos(delayMicros() * 1_000);
            synchronized (SimulatedWorld.this) {
                happened();
                var there = parts.get(part);
                if (dead.get() || there == null || happens(faults)) {
                    return new PutResult.NotYet("no room, or cut before");
                }
                if (there.length > 0) {
                    return Arrays.equals(there, bytes)
                            ? new PutResult.Stored()
                            : new PutResult.Taken("written twice: " + part);
                }
                parts.put(part, bytes);
                return happens(faults) ? new PutResult.NotYet("cut after") : new PutResult.Stored();
            }
        }

        @Override
        public GetResult get(PartName part) {
            synchronized (SimulatedWorld.this) {
                var there = parts.get(part);
                return there == null || there.length == 0
                        ? new GetResult.Missing("no " + part)
                        : new GetResult.Found(there);
            }
        }

        @Override
        public void retain(Set<PartName> named) {}

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
            boolean late = slow() && read && request.arguments().path("item").asInt() == 0;
            LockSupport.parkNanos(delayMicros() * 1_000 + (late ? commitDelay.toNanos() * 3 / 2 : 0));
            if (dead.get()) {
                return new SendOutcome.Unknown("dead after");
            }
            return !request.tool().equals("mail") && happens(faults)
                    ? new SendOutcome.Unknown("cut")
                    : new SendOutcome.Answered(new Outcome.Ok(read ? large(request.arguments()) : request.arguments()));
        }

        private JsonNode large(JsonNode answer) {
            synchronized (SimulatedWorld.this) {
                if (resultBytes == 0 || slow() && answer.path("item").asInt() > 0) {
                    return answer;
                }
                var noise = new byte[slow() ? resultBytes : random.nextInt(resultBytes)];
                random.nextBytes(noise);
                return ((ObjectNode) answer.deepCopy()).put("noise", noise);
            }
        }

        private void happened() {
            happenings++;
            SimulatedWorld.this.notifyAll();
        }

        Journal durable() {
            try {
                return ((Restored.Whole) Restored.of(state, transfer(this))).journal();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        private Stream<String> claims() {
            return durable().records().stream()
                    .filter(Claimed.class::isInstance)
                    .map(each -> ((Claimed) each).key());
        }

        private void checkClaim(ToolRequest request) {
            var key = request.idempotencyKey().orElse("");
            // a pod that was followed may be late with what it had claimed: its successor ends the turn meanwhile
            boolean late = epochs < raises && inherited.contains(key);
            if (!late && claims().noneMatch(key::equals)) {
                unclaimed.add(request.tool() + request.arguments());
            }
        }

        @Override
        public void close() {}
    }
}
