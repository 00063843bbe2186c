/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.state;

import dev.dormouse.wire.state.TaskState;

/** What stands in the store. */
public sealed interface LoadResult {
    /** The state as it was at {@code version}. */
    record Stored(TaskState state, Version version) implements LoadResult {}

    /** It isn't there any more, or not as this version of Dormouse wrote it; asking again won't help. */
    record Lost(LossReason reason, String why) implements LoadResult {}

    /** Not known: time-out, refused connection, 5xx, 403 (a new Role reaches each API server late). Ask again. */
    record Unreachable(String why) implements LoadResult {}

    /** Why a task can't go on from its state. None of them is ever answered by making a new state. */
    enum LossReason {
        /** Deleted, or deleted and made again. */
        STATE_LOST,
        /** Written by something that isn't the owner of the epoch. */
        STATE_TAMPERED,
        /** Of another format, or not a state at all. */
        STATE_UNREADABLE
    }
}
