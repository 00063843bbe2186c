/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.session;

import dev.dormouse.broker.task.TaskSource;
import dev.dormouse.crds.plan.TaskPlan.CodeSource;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** A task that somebody edits, and the moment at which a turn's code is fetched. */
record Changing(OneTask task, Runnable fetched, AtomicReference<Consumer<Loaded>> watcher) implements TaskSource {
    Changing(OneTask task, Runnable fetched) {
        this(task, fetched, new AtomicReference<>(now -> {}));
    }

    void changes(OneTask now) {
        watcher.get().accept(now.load());
    }

    @Override
    public Loaded load() {
        return task.load();
    }

    @Override
    public Code code(CodeSource source) {
        fetched.run();
        return task.code(source);
    }

    @Override
    public void watch(Consumer<Loaded> changed) {
        watcher.set(changed);
    }

    @Override
    public void close() {}
}
