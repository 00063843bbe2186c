/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.session;

import dev.dormouse.broker.state.CommitResult;
import dev.dormouse.broker.state.LoadResult;
import dev.dormouse.broker.state.StateStore;
import dev.dormouse.broker.state.Version;
import dev.dormouse.wire.state.TaskState;
import java.util.function.Consumer;

/** Tells of each commit before it is made. */
record Watched(StateStore store, Consumer<TaskState> before) implements StateStore {
    @Override
    public LoadResult load() {
        return store.load();
    }

    @Override
    public CommitResult commit(TaskState next, Version expected) {
        before.accept(next);
        return store.commit(next, expected);
    }

    @Override
    public void close() {}
}
