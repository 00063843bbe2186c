/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.session;

import dev.dormouse.broker.blob.BlobTransfer;
import dev.dormouse.broker.gateway.Clocks;
import dev.dormouse.broker.gateway.Lease;
import dev.dormouse.broker.journal.Journal;
import dev.dormouse.broker.state.CommitOutcome;
import dev.dormouse.broker.state.Committer;
import dev.dormouse.broker.state.Pace;
import dev.dormouse.broker.state.StoreTooSmall;
import dev.dormouse.wire.state.BlobRef;
import dev.dormouse.wire.state.Blobs;
import dev.dormouse.wire.state.Head;
import dev.dormouse.wire.state.JournalRecord;
import dev.dormouse.wire.state.PartName;
import dev.dormouse.wire.state.TaskState;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The task's state as this broker has it, and the commits that make it durable. One commit is in flight; whatever
 * arrives meanwhile goes with the next one (group commit, protocol §2). What is too much for the state stands beside it,
 * stored before the head that names it. Lives on the loop.
 */
final class Ledger {
    /** A longer journal moves out of the state, so that the next commits are small again. */
    static final int INLINE_JOURNAL = 64 * 1024;
    /** Nothing more is taken in above this until that has happened: the state must fit whatever comes at once. */
    private static final int FULL = 256 * 1024;

    private static final int INLINE_SNAPSHOT = 64 * 1024;
    /** What an object costs a store, however little is in it. */
    private static final long PART_COST = 32 * 1024;

    private final Ports ports;
    private final Pace pace;
    private final Journal journal;
    private final BlobWriter blobs;
    private final Deque<Runnable> waitingForRoom = new ArrayDeque<>();
    /** Stored for records that wait for room: named by no record yet, and not to be taken for dropped. */
    private final Set<BlobRef> held = new LinkedHashSet<>();

    private Head head;
    private byte @Nullable [] snapshot;
    private @Nullable BlobRef snapshotRef;
    private Set<PartName> named;
    private List<Consumer<Lease>> waiting = new ArrayList<>();
    private long storing;
    private boolean inFlight;
    private boolean scheduled;
    private boolean paced;
    private boolean moving;
    private boolean refusing;
    /** The last commit did not fit; none is tried before the state is another. */
    private boolean tooLarge;

    /**
     * @param store the bounds of what the task may keep and of how fast it may write
     * @param tooSmall told when something does not fit; whoever waits for it is told nothing
     */
    record Ports(
            Loop loop,
            Committer committer,
            Clocks clocks,
            BlobTransfer transfer,
            StoreLimits store,
            Consumer<StoreTooSmall> tooSmall) {}

    Ledger(Ports ports, Restored.Whole restored) {
        this.ports = ports;
        this.pace = new Pace(ports.store().pace(), ports.clocks().nanos());
        this.head = restored.state().head();
        this.named = head.blobs().named();
        this.snapshot = restored.snapshot();
        this.snapshotRef = head.blobs().snapshot();
        this.journal = restored.journal();
        this.blobs = new BlobWriter(ports.loop(), ports.transfer(), new BlobWriter.Asking() {
            @Override
            public long epoch() {
                return head.epoch();
            }

            @Override
            public void ask(Runnable asked) {
                commit(lease -> asked.run());
            }
        });
    }

    Head head() {
        return head;
    }

    byte @Nullable [] snapshot() {
        return snapshot;
    }

    Journal journal() {
        return journal;
    }

    /** Changes the head; durable with the next commit. */
    void change(UnaryOperator<Head> next) {
        head = next.apply(head);
        tooLarge = false;
    }

    /** Appends to the journal; durable with the next commit. Counts as progress of the open step. */
    void append(JournalRecord next) {
        journal.append(next);
        var open = head.openStep();
        if (open != null && open.attempts() > 0) {
            head = head.at(new Head.OpenStep(open.step(), 0));
        }
        moveOut();
    }

    /** Runs {@code work}, which appends, as soon as the journal may grow: at once, but for a flood. In order. */
    void whenRoom(Runnable work) {
        waitingForRoom.add(work);
        letIn();
    }

    /** Stores bytes; then runs {@code work}, which appends a record that names them, as {@link #whenRoom} does. */
    void storeWhenRoom(byte[] bytes, Consumer<BlobRef> work) {
        store(bytes, ref -> {
            held.add(ref);
            whenRoom(() -> {
                held.remove(ref);
                work.accept(ref);
            });
        });
    }

    private void letIn() {
        while (!waitingForRoom.isEmpty() && !(moving && journal.weight() > FULL)) {
            waitingForRoom.remove().run();
        }
    }

    /** The journal as it is now goes out of the state, once it is long. */
    private void moveOut() {
        if (moving || journal.weight() <= INLINE_JOURNAL) {
            return;
        }
        var segment = journal.nextSegment();
        moving = store(segment.content(), ref -> {
            journal.sealed(segment, ref);
            moving = false;
            letIn();
            moveOut();
        });
    }

    /**
     * Stores bytes beside the state.
     *
     * @param then has to make the journal or the head name them, for nothing else keeps them
     * @return false: they are more than the task may keep, and {@code then} is never told
     */
    boolean store(byte[] bytes, Consumer<BlobRef> then) {
        long needed = kept() + storing + bytes.length;
        if (needed > ports.store().capacity()) {
            refuse(new StoreTooSmall(needed, ports.store().capacity()));
            return false;
        }
        storing += bytes.length;
        pace.spend(bytes.length, ports.clocks().nanos());
        blobs.write(bytes, ref -> {
            storing -= bytes.length;
            then.accept(ref);
        });
        return true;
    }

    /** Told once whoever is appending now has done so: it ends the step in which that was. */
    private void refuse(StoreTooSmall why) {
        waitingForRoom.clear();
        held.clear();
        if (!refusing) {
            refusing = true;
            ports.loop().post(() -> {
                refusing = false;
                ports.tooSmall().accept(why);
            });
        }
    }

    private Stream<BlobRef> refs() {
        return Stream.concat(Stream.concat(journal.blobs(), held.stream()), Stream.ofNullable(snapshotRef));
    }

    private long kept() {
        return refs().mapToLong(ref -> Math.max(ref.bytes(), PART_COST)).sum();
    }

    /** Replaces the variables and forgets the journal that led to them; {@code then} once that can be committed. */
    void snapshot(byte[] next, Runnable then) {
        if (next.length <= INLINE_SNAPSHOT) {
            take(next, null, then);
        } else if (next.length > ports.store().capacity()) {
            refuse(new StoreTooSmall(next.length, ports.store().capacity()));
        } else {
            pace.spend(next.length, ports.clocks().nanos());
            blobs.write(next, ref -> take(next, ref, then));
        }
    }

    private void take(byte[] next, @Nullable BlobRef ref, Runnable then) {
        snapshot = next;
        snapshotRef = ref;
        journal.clear();
        then.run();
    }

    /** Forgets what the open step has done. */
    void discardStep() {
        tooLarge = false;
        if (head.tail().isEmpty()) {
            journal.clear();
        } else {
            append(new JournalRecord.Discarded());
        }
    }

    /**
     * Commits everything up to now.
     *
     * @param durable told once it is; its lease began before the commit did. Never told when the commit fails, which
     *     ends the session
     */
    void commit(Consumer<Lease> durable) {
        waiting.add(durable);
        start();
    }

    /** Commits everything up to now; with the commit that is due within milliseconds, if there is one. */
    void commitWithNext(Consumer<Lease> durable) {
        waiting.add(durable);
        if (!scheduled) {
            start();
        }
    }

    /** Commits within that time, sooner if something else does. */
    void commitWithin(Duration delay) {
        if (!scheduled) {
            scheduled = true;
            ports.loop().after(delay, () -> {
                if (scheduled) {
                    commit(lease -> {});
                }
            });
        }
    }

    private void start() {
        if (inFlight || paced || tooLarge || waiting.isEmpty()) {
            return;
        }
        var delay = pace.delay(ports.clocks().nanos());
        if (delay.isPositive()) {
            paced = true;
            ports.loop().after(delay, () -> {
                paced = false;
                start();
            });
            return;
        }
        inFlight = true;
        scheduled = false;
        var batch = waiting;
        waiting = new ArrayList<>();
        var next = next();
        pace.spend(
                next.journal().length + (next.snapshot() == null ? 0 : next.snapshot().length),
                ports.clocks().nanos());
        var lease = Lease.startingNow(ports.clocks());
        Thread.ofVirtual().start(() -> {
            var outcome = ports.committer().commit(next);
            if (outcome instanceof CommitOutcome.Committed) {
                retain(next.head().blobs().named());
            }
            ports.loop().post(() -> ended(next.head(), outcome, batch, lease));
        });
    }

    private TaskState next() {
        var bytes = journal.bytes();
        var live = refs().flatMap(ref -> ref.parts().stream()).toList();
        var wanted = head.park() == null ? blobs.wanted() : List.<PartName>of();
        head = head.with(new Blobs(blobs.last(), wanted, live, journal.segments(), snapshotRef))
                .committing(UUID.randomUUID().toString());
        return new TaskState(head, bytes, snapshotRef == null ? snapshot : null);
    }

    /** By the one commit in flight. */
    private void retain(Set<PartName> now) {
        if (!now.equals(named)) {
            named = now;
            ports.transfer().retain(now);
        }
    }

    private void ended(Head tried, CommitOutcome outcome, List<Consumer<Lease>> batch, Lease lease) {
        inFlight = false;
        switch (outcome) {
            case CommitOutcome.Committed() -> {
                batch.forEach(each -> each.accept(lease));
                start();
            }
            case CommitOutcome.TooSmall(var why) -> {
                waiting.addAll(0, batch); // told of the next commit that fits
                tooLarge = tried == head;
                if (tooLarge) {
                    refuse(why);
                } else {
                    start(); // it is another one by now
                }
            }
            case CommitOutcome.Fenced(var why) -> ports.loop().exit(new SessionEnd.Fenced(why));
            case CommitOutcome.Unreachable(var why) -> ports.loop().exit(new SessionEnd.StoreUnreachable(why));
            case CommitOutcome.Refused(var why) -> ports.loop().exit(new SessionEnd.StoreUnreachable(why));
            case CommitOutcome.Lost(var reason, var why) ->
                ports.loop().exit(new SessionEnd.StateGone(reason + ": " + why));
        }
    }
}
