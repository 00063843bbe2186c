/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.state;

import dev.dormouse.wire.state.TaskState;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** A state in memory whose network can be told to fail. */
final class MemoryStateStore implements StateStore {
    /** What the network does to one commit. */
    enum Weather {
        FINE,
        /** Nothing arrives. */
        REQUEST_LOST,
        /** It is written, and nobody hears of it. */
        ANSWER_LOST
    }

    private Optional<TaskState> state;
    private long version = 1;
    private int writes;
    private final Deque<Weather> forecast = new ArrayDeque<>();

    MemoryStateStore(TaskState initial) {
        this.state = Optional.of(initial);
    }

    synchronized void expect(Weather... weather) {
        forecast.addAll(java.util.List.of(weather));
    }

    /** Somebody else's write. */
    synchronized void edit(UnaryOperator<TaskState> change) {
        state = state.map(change);
        version++;
    }

    synchronized void delete() {
        state = Optional.empty();
    }

    /** Commits that changed the state. */
    synchronized int writes() {
        return writes;
    }

    @Override
    public synchronized LoadResult load() {
        return state.<LoadResult>map(this::stored)
                .orElseGet(() -> new LoadResult.Lost(LoadResult.LossReason.STATE_LOST, "deleted"));
    }

    private LoadResult.Stored stored(TaskState held) {
        return new LoadResult.Stored(held, new Version(Long.toString(version)));
    }

    @Override
    public synchronized CommitResult commit(TaskState next, Version expected) {
        var weather = forecast.isEmpty() ? Weather.FINE : forecast.removeFirst();
        if (weather == Weather.REQUEST_LOST) {
            return new CommitResult.Unreachable("the request got lost");
        }
        var result = write(next, expected);
        return weather == Weather.ANSWER_LOST ? new CommitResult.Unreachable("the answer got lost") : result;
    }

    private CommitResult write(TaskState next, Version expected) {
        if (state.isEmpty()) {
            return new CommitResult.Gone(LoadResult.LossReason.STATE_LOST, "deleted");
        }
        var tooLarge = StoreTooSmall.check(next, StoreTooSmall.CONFIG_MAP_LIMIT);
        if (tooLarge.isPresent()) {
            return new CommitResult.TooLarge(tooLarge.get());
        }
        var current = stored(state.get());
        if (!current.version().equals(expected)) {
            return new CommitResult.Conflict(current);
        }
        state = Optional.of(next);
        version++;
        writes++;
        return new CommitResult.Committed(new Version(Long.toString(version)));
    }

    @Override
    public void close() {}
}
