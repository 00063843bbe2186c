/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.crds.plan;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * An AgentTask, parsed.
 *
 * @param generation of the resource that this was parsed from
 * @param inputs JSON null when the task has none
 * @param turns in the order of the list
 * @param limits the task's own over the runtime's over the built-in ones, below every ceiling
 * @param idle how long the pod is kept after the last turn
 */
public record TaskPlan(
        TaskRef ref,
        long generation,
        Optional<String> runtime,
        JsonNode inputs,
        List<ToolBinding> tools,
        List<TurnPlan> turns,
        DesiredState desiredState,
        Limits limits,
        Duration idle) {
    public TaskPlan {
        tools = List.copyOf(tools);
        turns = List.copyOf(turns);
    }

    /** The same plan as that of another object, or of another generation of it. */
    public TaskPlan identified(String uid, long newGeneration) {
        var newRef = new TaskRef(ref.namespace(), ref.name(), uid);
        return new TaskPlan(newRef, newGeneration, runtime, inputs, tools, turns, desiredState, limits, idle);
    }

    public record TaskRef(String namespace, String name, String uid) {
        @Override
        public String toString() {
            return namespace + "/" + name;
        }
    }

    /**
     * One entry of {@code spec.tools}.
     *
     * @param name in code: {@code tools.<name>}
     * @param server name of the McpServer
     */
    public record ToolBinding(String name, String server, AllowList allow) {}

    /** One entry of {@code spec.turns}. */
    public record TurnPlan(String name, CodeSource code) {}

    /** Where a turn's code stands. */
    public sealed interface CodeSource {
        record Inline(String code) implements CodeSource {}

        record FromConfigMap(String name, String key) implements CodeSource {}
    }

    public enum DesiredState {
        RUNNING,
        SUSPENDED,
        CANCELLED
    }

    /** See {@code spec.limits}; all positive. */
    public record Limits(int toolCalls, int effects, Duration cpu, Duration active, int resultBytes) {
        /** In force where neither task nor runtime says otherwise. */
        public static final Limits BUILT_IN =
                new Limits(10_000, 1_000, Duration.ofSeconds(120), Duration.ofSeconds(3600), 4096);
    }
}
