/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.state;

import dev.dormouse.wire.state.TaskState;

/**
 * Holds the state of one task. A state is made once, outside this port, and never again: no method here creates one.
 * Calls block and never retry; {@link Committer} does that.
 */
public interface StateStore extends AutoCloseable {
    LoadResult load();

    /** Replaces the state if the store still holds {@code expected}, else changes nothing. */
    CommitResult commit(TaskState next, Version expected);

    @Override
    void close();
}
