/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.state;

import dev.dormouse.wire.state.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Writes the state until the fate of the write is known (protocol §2): the same bytes again while the store gives no
 * answer, on the new version after a mere edit of metadata. One commit at a time; a second caller waits.
 *
 * <p>After an outcome that ends this broker's right to write, every later commit gets that same outcome unsent.
 */
public final class Committer {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

    private final StateStore store;
    private final Patience patience;
    private LoadResult.Stored base;
    private CommitOutcome last = new CommitOutcome.Committed();

    /** @param base what the broker loaded; its commits build on it */
    public Committer(StateStore store, LoadResult.Stored base, Patience patience) {
        this.store = store;
        this.base = base;
        this.patience = patience;
    }

    /** The state as last committed, or as loaded. */
    public synchronized TaskState state() {
        return base.state();
    }

    /**
     * Makes {@code next} the state.
     *
     * @param next with an epoch, instance and a fresh commit id of this broker's
     */
    public synchronized CommitOutcome commit(TaskState next) {
        if (!(last instanceof CommitOutcome.Committed)) {
            return last;
        }
        var outcome = writeUntilKnown(next);
        if (!(outcome instanceof CommitOutcome.TooSmall)) {
            last = outcome;
        }
        return outcome;
    }

    private CommitOutcome writeUntilKnown(TaskState next) {
        var giveUp = patience.clock().instant().plus(patience.deadline());
        var pause = FIRST_PAUSE;
        while (true) {
            switch (attempt(next)) {
                case Attempt.Final(var outcome) -> {
                    return outcome;
                }
                case Attempt.Again(var why, var waitFirst) -> {
                    if (patience.clock().instant().isAfter(giveUp) || !waited(waitFirst ? pause : Duration.ZERO)) {
                        return new CommitOutcome.Unreachable(why);
                    }
                    pause = shorter(pause.multipliedBy(2), LONGEST_PAUSE);
                }
            }
        }
    }

    private Attempt attempt(TaskState next) {
        return switch (store.commit(next, base.version())) {
            case CommitResult.Committed(var version) -> committed(next, version);
            case CommitResult.Conflict(var current) -> conflicted(next, current);
            case CommitResult.Unreachable(var why) -> new Attempt.Again(why, true);
            case CommitResult.Gone(var reason, var why) -> new Attempt.Final(new CommitOutcome.Lost(reason, why));
            case CommitResult.TooLarge(var why) -> new Attempt.Final(new CommitOutcome.TooSmall(why));
            case CommitResult.Refused(var why) -> new Attempt.Final(new CommitOutcome.Refused(why));
        };
    }

    private Attempt conflicted(TaskState next, LoadResult.Stored current) {
        return switch (CommitFate.judge(base.state(), next, current.state())) {
            case CommitFate.Landed() -> committed(next, current.version());
            case CommitFate.MetadataEdited() -> {
                base = current;
                yield new Attempt.Again("labels or owners of the state keep changing", false);
            }
            case CommitFate.Fenced(var why) -> new Attempt.Final(new CommitOutcome.Fenced(why));
            case CommitFate.Tampered(var why) ->
                new Attempt.Final(new CommitOutcome.Lost(LoadResult.LossReason.STATE_TAMPERED, why));
        };
    }

    private Attempt committed(TaskState next, Version version) {
        base = new LoadResult.Stored(next, version);
        return new Attempt.Final(new CommitOutcome.Committed());
    }

    private boolean waited(Duration pause) {
        try {
            patience.pause().sleep(pause);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /** How long a commit of unknown fate is retried, and by whose clock. */
    public record Patience(Duration deadline, InstantSource clock, Pause pause) {
        /** Goes on for {@code deadline}, whatever becomes of the wall clock meanwhile. */
        public static Patience of(Duration deadline) {
            long start = System.nanoTime();
            return new Patience(deadline, () -> Instant.EPOCH.plusNanos(System.nanoTime() - start), Thread::sleep);
        }
    }

    /** Waits between two attempts. */
    @FunctionalInterface
    public interface Pause {
        void sleep(Duration duration) throws InterruptedException;
    }

    private sealed interface Attempt {
        record Final(CommitOutcome outcome) implements Attempt {}

        record Again(String why, boolean waitFirst) implements Attempt {}
    }
}
