/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.session;

import dev.dormouse.broker.task.TaskSource;
import dev.dormouse.crds.plan.ServerPlan;
import dev.dormouse.crds.plan.TaskPlan.CodeSource;
import dev.dormouse.wire.EffectClass;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** A task whose server somebody makes stricter once it was read. */
record Stricter(OneTask task, AtomicInteger reads) implements TaskSource {
    @Override
    public Loaded load() {
        var first = task.load();
        var server = first.servers().get("books");
        var stricter = new ServerPlan(
                server.name(),
                server.endpoint(),
                server.reach(),
                server.auth(),
                server.timeout(),
                server.trustAnnotations(),
                Map.of("read", EffectClass.READ, "log", EffectClass.WRITE));
        return reads.getAndIncrement() == 0 ? first : new Loaded.Ready(first.task(), Map.of("books", stricter));
    }

    @Override
    public Code code(CodeSource source) {
        return task.code(source);
    }

    @Override
    public void watch(Consumer<Loaded> changed) {}

    @Override
    public void close() {}
}
