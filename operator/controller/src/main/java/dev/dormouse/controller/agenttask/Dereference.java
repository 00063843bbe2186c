/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.controller.agenttask;

import dev.dormouse.crds.plan.TaskParser;
import dev.dormouse.crds.v1alpha1.AgentRuntime;
import dev.dormouse.crds.v1alpha1.AgentTask;
import dev.dormouse.crds.v1alpha1.McpServer;
import dev.dormouse.wire.state.TaskState;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Step 1: fetches what the task names and what it owns, from the caches. */
final class Dereference {
    private final Sources sources;
    private final KubernetesClient client;

    Dereference(Sources sources, KubernetesClient client) {
        this.sources = sources;
        this.client = client;
    }

    /** @param servers those that exist, by name */
    record Found(AgentTask task, Optional<AgentRuntime> runtime, Map<String, McpServer> servers) {}

    Found named(AgentTask task) {
        var namespace = task.getMetadata().getNamespace();
        var servers = new LinkedHashMap<String, McpServer>();
        for (var name : Sources.servers(task)) {
            sources.server(namespace, name).ifPresent(server -> servers.put(name, server));
        }
        return new Found(task, sources.runtime(namespace, TaskParser.runtimeName(task)), servers);
    }

    /** Newest first. */
    List<Pod> pods(AgentTask task) {
        var uid = task.getMetadata().getUid();
        return PodObservation.newestFirst(sources.pods(task).stream()
                .filter(pod -> pod.getMetadata().getOwnerReferences().stream()
                        .anyMatch(owner -> owner.getUid().equals(uid))));
    }

    /** Only a direct look may say that a state which was there is gone: a cache may be late. */
    Optional<ConfigMap> state(AgentTask task, Optional<String> known) {
        var namespace = task.getMetadata().getNamespace();
        var name = TaskState.nameFor(task.getMetadata().getName());
        var cached = sources.state(namespace, name);
        var believable = cached.map(
                        is -> known.map(is.getMetadata().getUid()::equals).orElse(true))
                .orElse(known.isEmpty());
        return believable
                ? cached
                : Optional.ofNullable(client.configMaps()
                        .inNamespace(namespace)
                        .withName(name)
                        .get());
    }
}
