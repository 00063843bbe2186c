/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.controller.agenttask;

import dev.dormouse.controller.settings.Settings;
import dev.dormouse.crds.plan.Parsed;
import dev.dormouse.crds.plan.RuntimeParser;
import dev.dormouse.crds.plan.RuntimePlan;
import dev.dormouse.crds.plan.RuntimePlan.PodPlan;
import dev.dormouse.crds.plan.ServerParser;
import dev.dormouse.crds.plan.ServerPlan;
import dev.dormouse.crds.plan.TaskParser;
import dev.dormouse.crds.plan.TaskPlan;
import dev.dormouse.crds.plan.TaskPlan.ToolBinding;
import dev.dormouse.crds.status.PodFacts.Held;
import dev.dormouse.crds.v1alpha1.AgentTaskStatus.RuntimeInUse;
import dev.dormouse.crds.v1alpha1.McpServer;
import dev.dormouse.crds.v1alpha1.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Step 2: what the task and what it names say, without nulls. Pure. */
sealed interface Plan {
    /** Nothing happens before somebody changes the task (or its runtime). */
    record Rejected(Reason reason, String message) implements Plan {}

    /** @param unresolved something that the task names and that isn't there: no new pod before it is */
    record Accepted(
            TaskPlan task,
            List<ServerPlan> servers,
            PodPlan pod,
            Optional<RuntimeInUse> runtime,
            Optional<Held> unresolved)
            implements Plan {}

    static Plan of(Dereference.Found found, Settings settings) {
        var namespace = found.task().getMetadata().getNamespace();
        if (!settings.enabled(namespace)) {
            return new Rejected(
                    Reason.NAMESPACE_NOT_ENABLED,
                    "tasks don't run in namespace " + namespace + "; the operator's Helm chart lists those where they"
                            + " do (value namespaces)");
        }
        var runtime = found.runtime().map(RuntimeParser::parse).orElse(null);
        return switch (runtime) {
            case null -> of(found, (RuntimePlan) null);
            case Parsed.Accepted<RuntimePlan>(var plan) -> of(found, plan);
            case Parsed.Rejected<RuntimePlan> refused ->
                new Rejected(
                        refused.reason(),
                        "AgentRuntime " + TaskParser.runtimeName(found.task()) + ": " + refused.text());
        };
    }

    private static Plan of(Dereference.Found found, @Nullable RuntimePlan runtime) {
        return switch (TaskParser.parse(found.task(), runtime)) {
            case Parsed.Rejected<TaskPlan> refused -> new Rejected(refused.reason(), refused.text());
            case Parsed.Accepted<TaskPlan>(var task) -> accepted(task, found, runtime);
        };
    }

    private static Plan accepted(TaskPlan task, Dereference.Found found, @Nullable RuntimePlan runtime) {
        var servers = new ArrayList<ServerPlan>();
        Held unresolved = null;
        for (var name :
                task.tools().stream().map(ToolBinding::server).distinct().toList()) {
            var server = found.servers().get(name);
            if (server == null) {
                unresolved = missing(name);
                continue;
            }
            switch (ServerParser.parse(server)) {
                case Parsed.Accepted<ServerPlan>(var plan) -> {
                    servers.add(plan);
                    unresolved = unresolved == null ? unwalled(server).orElse(null) : unresolved;
                }
                case Parsed.Rejected<ServerPlan> refused -> unresolved = refused(name, refused);
            }
        }
        return new Accepted(
                task,
                List.copyOf(servers),
                runtime == null ? PodPlan.BUILT_IN : runtime.pod(),
                Optional.ofNullable(runtime).map(plan -> new RuntimeInUse(plan.name(), plan.generation())),
                Optional.ofNullable(unresolved));
    }

    /** The policy that lets pods reach the server, and nothing else, stands before the first pod that calls it. */
    private static Optional<Held> unwalled(McpServer server) {
        var said = Egress.said(server);
        if (said.filter(Egress::stands).isPresent()) {
            return Optional.empty();
        }
        var why = said.map(is -> ": " + is.message()).orElse("");
        return Optional.of(new Held(
                Reason.NETWORK_NOT_READY,
                "the network policy of McpServer " + server.getMetadata().getName() + why));
    }

    private static Held missing(String server) {
        return new Held(
                Reason.SERVER_NOT_FOUND, "McpServer " + server + ", which doesn't exist: make one, or remove the tool");
    }

    private static Held refused(String server, Parsed.Rejected<ServerPlan> refused) {
        return new Held(Reason.SERVER_NOT_ACCEPTED, "McpServer " + server + " to be put right: " + refused.text());
    }
}
