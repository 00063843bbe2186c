/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.crds.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.dormouse.crds.plan.TaskPlan.DesiredState;
import dev.dormouse.crds.plan.TaskPlan.TaskRef;
import dev.dormouse.crds.plan.TaskPlan.ToolBinding;
import dev.dormouse.crds.v1alpha1.AgentTask;
import dev.dormouse.crds.v1alpha1.AgentTaskSpec;
import dev.dormouse.crds.v1alpha1.NameRef;
import dev.dormouse.crds.v1alpha1.Reason;
import dev.dormouse.crds.v1alpha1.ToolSpec;
import dev.dormouse.wire.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * From AgentTask to {@link TaskPlan}. Repeats the few rules of the schema without which a plan would be wrong, as the
 * files of {@code dormouse run} meet no API server, and adds what a schema can't say.
 */
public final class TaskParser {
    private static final int MAX_NAME = 52;
    private static final int MAX_INPUTS_BYTES = 64 * 1024;
    private static final Set<String> RESERVED_TOOL_NAMES = Set.of("search", "describe");

    private TaskParser() {}

    /** The AgentRuntime to look for; only {@link RuntimePlan#DEFAULT_NAME} may be missing. */
    public static String runtimeName(AgentTask task) {
        return Optional.ofNullable(task.getSpec())
                .map(AgentTaskSpec::runtimeRef)
                .map(NameRef::name)
                .orElse(RuntimePlan.DEFAULT_NAME);
    }

    /** @param runtime the one of {@link #runtimeName}, or null where it doesn't exist */
    public static Parsed<TaskPlan> parse(AgentTask task, @Nullable RuntimePlan runtime) {
        return Refusal.parsed(() -> {
            var meta = Refusal.present(task.getMetadata(), "metadata");
            var name = Refusal.present(meta.getName(), "metadata.name");
            if (name.length() > MAX_NAME) {
                throw new Refusal(
                        "metadata.name", Reason.INVALID_FIELD, "has more than 52 characters; choose a shorter name");
            }
            var ref = new TaskRef(
                    Objects.requireNonNullElse(meta.getNamespace(), "default"),
                    name,
                    Objects.requireNonNullElse(meta.getUid(), ""));
            var generation = meta.getGeneration() == null ? 0 : meta.getGeneration();
            return plan(ref, generation, Refusal.present(task.getSpec(), "spec"), runtime);
        });
    }

    private static TaskPlan plan(TaskRef ref, long generation, AgentTaskSpec spec, @Nullable RuntimePlan runtime) {
        return new TaskPlan(
                ref,
                generation,
                runtime(spec, runtime),
                inputs(spec.inputs()),
                tools(Refusal.list(spec.tools())),
                TurnsParser.parse(Refusal.present(spec.turns(), "spec.turns")),
                desiredState(spec.desiredState()),
                new LimitsParser(spec.limits(), runtime).parse(),
                Duration.ofSeconds(spec.idleSeconds() == null ? 0 : spec.idleSeconds()));
    }

    private static Optional<String> runtime(AgentTaskSpec spec, @Nullable RuntimePlan runtime) {
        if (spec.runtimeRef() == null || runtime != null) {
            return Optional.ofNullable(runtime).map(RuntimePlan::name);
        }
        var name = Refusal.present(spec.runtimeRef().name(), "spec.runtimeRef.name");
        throw new Refusal(
                "spec.runtimeRef.name",
                Reason.RUNTIME_NOT_FOUND,
                "there is no AgentRuntime " + name + "; make one, or remove runtimeRef");
    }

    private static JsonNode inputs(@Nullable JsonNode inputs) {
        if (inputs == null) {
            return NullNode.getInstance();
        }
        if (isDeeper(inputs, Json.MAX_FREE_DEPTH)) {
            throw new Refusal(
                    "spec.inputs",
                    Reason.TOO_LARGE,
                    "is nested deeper than " + Json.MAX_FREE_DEPTH + " levels; make it flatter, or give the code the"
                            + " JSON as text to parse");
        }
        var size = Json.bytes(inputs).length;
        if (size > MAX_INPUTS_BYTES) {
            throw new Refusal(
                    "spec.inputs",
                    Reason.TOO_LARGE,
                    "has " + size + " bytes of JSON, at most 65536 fit; let the code read the rest with a tool");
        }
        return inputs;
    }

    private static boolean isDeeper(JsonNode node, int levels) {
        return node.isContainerNode() && (levels == 0 || node.valueStream().anyMatch(it -> isDeeper(it, levels - 1)));
    }

    private static List<ToolBinding> tools(List<ToolSpec> specs) {
        var bindings = new ArrayList<ToolBinding>();
        for (int i = 0; i < specs.size(); i++) {
            bindings.add(tool(specs.get(i), "spec.tools[" + i + "]"));
        }
        Refusal.distinct(bindings.stream().map(ToolBinding::name).toList(), "spec.tools");
        return bindings;
    }

    private static ToolBinding tool(ToolSpec spec, String field) {
        var name = Refusal.present(spec.name(), field + ".name");
        if (RESERVED_TOOL_NAMES.contains(name)) {
            throw new Refusal(
                    field + ".name",
                    Reason.INVALID_FIELD,
                    "search and describe are functions of tools itself; choose another name");
        }
        var server = Refusal.present(spec.serverRef(), field + ".serverRef");
        return new ToolBinding(
                name,
                Refusal.present(server.name(), field + ".serverRef.name"),
                spec.allow() == null ? AllowList.ALL : AllowList.of(spec.allow()));
    }

    private static DesiredState desiredState(dev.dormouse.crds.v1alpha1.@Nullable DesiredState state) {
        return switch (state) {
            case null -> DesiredState.RUNNING;
            case RUNNING -> DesiredState.RUNNING;
            case SUSPENDED -> DesiredState.SUSPENDED;
            case CANCELLED -> DesiredState.CANCELLED;
        };
    }
}
