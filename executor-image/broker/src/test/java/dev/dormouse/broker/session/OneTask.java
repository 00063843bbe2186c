/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.session;

import com.fasterxml.jackson.databind.node.NullNode;
import dev.dormouse.broker.task.TaskSource;
import dev.dormouse.crds.plan.AllowList;
import dev.dormouse.crds.plan.ServerPlan;
import dev.dormouse.crds.plan.TaskPlan;
import dev.dormouse.crds.plan.TaskPlan.CodeSource;
import dev.dormouse.crds.plan.TaskPlan.TaskRef;
import dev.dormouse.crds.plan.TaskPlan.ToolBinding;
import dev.dormouse.crds.plan.TaskPlan.TurnPlan;
import dev.dormouse.wire.EffectClass;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** A task with these turns, in this order, and the one server of the simulated world. */
record OneTask(Duration idle, TaskPlan.Limits limits, String... turns) implements TaskSource {
    OneTask(String... turns) {
        this(Duration.ZERO, turns);
    }

    OneTask(Duration idle, String... turns) {
        this(idle, TaskPlan.Limits.BUILT_IN, turns);
    }

    /** The same task, whose turns may each work so long. */
    OneTask active(Duration most) {
        return new OneTask(
                idle,
                new TaskPlan.Limits(limits.toolCalls(), limits.effects(), limits.cpu(), most, limits.resultBytes()),
                turns);
    }

    @Override
    public Loaded.Ready load() {
        var task = new TaskPlan(
                new TaskRef("default", "overdue", "uid-1"),
                1,
                Optional.empty(),
                NullNode.getInstance(),
                List.of(new ToolBinding("books", "books", AllowList.ALL)),
                Stream.of(turns)
                        .map(name -> new TurnPlan(name, new CodeSource.Inline("scripted")))
                        .toList(),
                TaskPlan.DesiredState.RUNNING,
                limits,
                idle);
        var server = new ServerPlan(
                "books",
                URI.create("http://127.0.0.1:1/mcp"),
                ServerPlan.Reach.LOOPBACK,
                List.of(),
                Duration.ofSeconds(5),
                false,
                Map.of("read", EffectClass.READ, "log", EffectClass.IDEMPOTENT));
        return new Loaded.Ready(task, Map.of("books", server));
    }

    @Override
    public Code code(CodeSource source) {
        return new Code.Text("scripted");
    }

    @Override
    public void watch(Consumer<Loaded> changed) {}

    @Override
    public void close() {}
}
