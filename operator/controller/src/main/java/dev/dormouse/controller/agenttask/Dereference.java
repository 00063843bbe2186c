/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.controller.agenttask;

import dev.dormouse.crds.plan.TaskParser;
import dev.dormouse.crds.v1alpha1.AgentRuntime;
import dev.dormouse.crds.v1alpha1.AgentTask;
import dev.dormouse.crds.v1alpha1.McpServer;
import dev.dormouse.wire.Json;
import dev.dormouse.wire.state.Head;
import dev.dormouse.wire.state.PartName;
import dev.dormouse.wire.state.TaskState;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

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
        return PodObservation.newestFirst(sources.pods(task).stream().filter(pod -> isOf(task, pod)));
    }

    /**
     * Likewise. Only a direct look may say that the pod with the head's broker is lost, which fences it off: a cache may be
     * late, with the pod itself or with its having come back.
     */
    List<Pod> pods(AgentTask task, Head head, Instant now) {
        var cached = pods(task);
        var isToBeSeen = cached.stream()
                .filter(pod -> PodObservation.epoch(pod) == head.epoch())
                .allMatch(pod -> PodObservation.mayHaveComeBack(pod, now));
        if (!isToBeSeen || head.instance() == null || head.park() != null) {
            return cached;
        }
        var others = cached.stream().filter(pod -> PodObservation.epoch(pod) != head.epoch());
        return PodObservation.newestFirst(Stream.concat(standing(task, head.epoch()).stream(), others));
    }

    private Optional<Pod> standing(AgentTask task, long epoch) {
        return Optional.ofNullable(client.pods()
                        .inNamespace(task.getMetadata().getNamespace())
                        .withName(TaskPod.name(name(task), epoch))
                        .get())
                .filter(pod -> isOf(task, pod) && PodObservation.epoch(pod) == epoch);
    }

    private static boolean isOf(AgentTask task, Pod pod) {
        return pod.getMetadata().getOwnerReferences().stream()
                .anyMatch(owner -> owner.getUid().equals(task.getMetadata().getUid()));
    }

    /** Whether the AgentRuntime that the cache hasn't got is there all the same. */
    boolean hasUnseenRuntime(AgentTask task) {
        return client.resources(AgentRuntime.class)
                        .inNamespace(task.getMetadata().getNamespace())
                        .withName(TaskParser.runtimeName(task))
                        .get()
                != null;
    }

    /** What of the task's blobs is to be made, to go, or missed. */
    Parts parts(AgentTask task, Head head) {
        return Parts.of(task, head, sources.states(task));
    }

    /** The first of the parts missed that really isn't there, though the head still names it. */
    Optional<PartName> lost(AgentTask task, List<PartName> missed) {
        return missed.isEmpty()
                ? Optional.empty()
                : missed.stream()
                        .filter(part -> read(task, part.configMap(name(task)))
                                .filter(map -> Parts.belongs(task, map))
                                .isEmpty())
                        .filter(part -> read(task, TaskState.nameFor(name(task)))
                                .map(state -> state.getData().get(TaskState.HEAD_KEY))
                                .map(head -> Json.read(head.getBytes(StandardCharsets.UTF_8), Head.class))
                                .filter(head -> head.blobs().live().contains(part))
                                .isPresent())
                        .findFirst();
    }

    /**
     * For a head that is behind the task's newest pod or its status, as one from the cache may be.
     *
     * @return whether it is only the cache that is behind
     * @throws TamperedException when a direct look shows the same: no epoch ever goes back
     */
    boolean isStale(AgentTask task, long epoch) {
        var head = read(task, TaskState.nameFor(name(task)))
                .flatMap(StateFacts::raw)
                .map(raw -> Json.read(raw.getBytes(StandardCharsets.UTF_8), Head.class));
        head.filter(is -> is.epoch() < epoch).ifPresent(is -> {
            throw new TamperedException("its epoch is " + is.epoch() + " after " + epoch);
        });
        return head.isPresent();
    }

    private Optional<ConfigMap> read(AgentTask task, String name) {
        return Optional.ofNullable(client.configMaps()
                .inNamespace(task.getMetadata().getNamespace())
                .withName(name)
                .get());
    }

    private static String name(AgentTask task) {
        return task.getMetadata().getName();
    }

    /** Only a direct look may say that a state which was there is gone: a cache may be late. */
    Optional<ConfigMap> state(AgentTask task, Optional<String> known) {
        var namespace = task.getMetadata().getNamespace();
        var name = TaskState.nameFor(task.getMetadata().getName());
        var cached = sources.state(namespace, name);
        var believable = cached.map(
                        is -> known.map(is.getMetadata().getUid()::equals).orElse(true))
                .orElse(known.isEmpty());
        return believable ? cached : read(task, name);
    }
}
