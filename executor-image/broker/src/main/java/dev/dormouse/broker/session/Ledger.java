/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.session;

import dev.dormouse.broker.gateway.Clocks;
import dev.dormouse.broker.gateway.Lease;
import dev.dormouse.broker.journal.Journal;
import dev.dormouse.broker.state.CommitOutcome;
import dev.dormouse.broker.state.Committer;
import dev.dormouse.broker.state.StoreTooSmall;
import dev.dormouse.wire.state.Head;
import dev.dormouse.wire.state.JournalRecord;
import dev.dormouse.wire.state.TaskState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The task's state as this broker has it, and the commits that make it durable. One commit is in flight; whatever
 * arrives meanwhile goes with the next one (group commit, protocol §2). Lives on the loop.
 */
final class Ledger {
    private final Loop loop;
    private final Committer committer;
    private final Clocks clocks;
    private final Journal journal;
    private final Consumer<StoreTooSmall> tooSmall;
    private Head head;
    private byte @Nullable [] snapshot;
    private List<Consumer<Lease>> waiting = new ArrayList<>();
    private boolean inFlight;
    private boolean scheduled;

    Ledger(Loop loop, Committer committer, Clocks clocks, Consumer<StoreTooSmall> tooSmall) {
        this.loop = loop;
        this.committer = committer;
        this.clocks = clocks;
        this.tooSmall = tooSmall;
        this.head = committer.state().head();
        this.snapshot = committer.state().snapshot();
        this.journal = Journal.of(committer.state().journal());
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
    }

    /** Appends to the journal; durable with the next commit. Counts as progress of the open step. */
    void append(JournalRecord next) {
        journal.append(next);
        var open = head.openStep();
        if (open != null && open.attempts() > 0) {
            head = head.at(new Head.OpenStep(open.step(), 0));
        }
    }

    /** Replaces the variables and forgets the journal that led to them. */
    void snapshot(byte[] next) {
        snapshot = next;
        journal.truncate(0);
    }

    /**
     * Commits everything up to now.
     *
     * @param durable told once it is; its lease began before the commit did. Never told when the commit fails, which
     *     ends the session, or when it does not fit
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
            loop.after(delay, () -> {
                if (scheduled) {
                    commit(lease -> {});
                }
            });
        }
    }

    private void start() {
        if (inFlight || waiting.isEmpty()) {
            return;
        }
        inFlight = true;
        scheduled = false;
        var batch = waiting;
        waiting = new ArrayList<>();
        head = head.committing(UUID.randomUUID().toString());
        var next = new TaskState(head, journal.bytes(), snapshot);
        var lease = Lease.startingNow(clocks);
        Thread.ofVirtual().start(() -> {
            var outcome = committer.commit(next);
            loop.post(() -> ended(outcome, batch, lease));
        });
    }

    private void ended(CommitOutcome outcome, List<Consumer<Lease>> batch, Lease lease) {
        inFlight = false;
        switch (outcome) {
            case CommitOutcome.Committed() -> {
                batch.forEach(each -> each.accept(lease));
                start();
            }
            case CommitOutcome.TooSmall(var why) -> tooSmall.accept(why);
            case CommitOutcome.Fenced(var why) -> loop.exit(new SessionEnd.Fenced(why));
            case CommitOutcome.Unreachable(var why) -> loop.exit(new SessionEnd.StoreUnreachable(why));
            case CommitOutcome.Refused(var why) -> loop.exit(new SessionEnd.StoreUnreachable(why));
            case CommitOutcome.Lost(var reason, var why) -> loop.exit(new SessionEnd.StateGone(reason + ": " + why));
        }
    }
}
