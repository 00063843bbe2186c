/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.controller.agenttask;

import dev.dormouse.controller.settings.Labels;
import dev.dormouse.controller.settings.Settings;
import dev.dormouse.crds.plan.TaskParser;
import dev.dormouse.crds.v1alpha1.AgentRuntime;
import dev.dormouse.crds.v1alpha1.AgentTask;
import dev.dormouse.crds.v1alpha1.Condition;
import dev.dormouse.crds.v1alpha1.McpServer;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The caches of the controller. Dormouse's kinds are watched everywhere, pods and ConfigMaps in enabled namespaces and
 * by label only; of a ConfigMap only the head is kept.
 */
final class Sources {
    private static final String BY_SERVER = "server";
    private static final String BY_RUNTIME = "runtime";

    private final InformerEventSource<Pod, AgentTask> pods;
    /** By namespace: each watch drops from its store what isn't in its own list. */
    private final Map<String, InformerEventSource<ConfigMap, AgentTask>> states;

    private final InformerEventSource<McpServer, AgentTask> servers;
    private final InformerEventSource<AgentRuntime, AgentTask> runtimes;
    private final IndexerResourceCache<AgentTask> tasks;
    private final SimpleInboundEventSource<AgentTask> wakeUps = new SimpleInboundEventSource<>("wake-ups");

    Sources(EventSourceContext<AgentTask> context, Settings settings) {
        tasks = context.getPrimaryCache();
        tasks.addIndexer(
                BY_SERVER,
                task -> servers(task).stream().map(name -> key(task, name)).toList());
        tasks.addIndexer(BY_RUNTIME, task -> List.of(key(task, TaskParser.runtimeName(task))));
        pods = owned(Pod.class, context, settings);
        states = settings.namespaces().stream()
                .collect(Collectors.toMap(namespace -> namespace, namespace -> states(namespace, context)));
        servers = named(McpServer.class, context, new Naming<>(BY_SERVER, Sources::servers, Egress::said));
        runtimes = named(
                AgentRuntime.class,
                context,
                new Naming<>(BY_RUNTIME, task -> List.of(TaskParser.runtimeName(task)), _ -> Optional.empty()));
    }

    List<EventSource<?, AgentTask>> all() {
        var all = new ArrayList<EventSource<?, AgentTask>>(states.values());
        all.addAll(List.of(pods, servers, runtimes, wakeUps));
        return all;
    }

    Optional<McpServer> server(String namespace, String name) {
        return servers.get(new ResourceID(name, namespace));
    }

    Optional<AgentRuntime> runtime(String namespace, String name) {
        return runtimes.get(new ResourceID(name, namespace));
    }

    Optional<ConfigMap> state(String namespace, String name) {
        return Optional.ofNullable(states.get(namespace)).flatMap(found -> found.get(new ResourceID(name, namespace)));
    }

    /** The task's state and the parts of its blobs. */
    Set<ConfigMap> states(AgentTask task) {
        var found = states.get(task.getMetadata().getNamespace());
        return found == null ? Set.of() : found.getSecondaryResources(task);
    }

    Set<Pod> pods(AgentTask task) {
        return pods.getSecondaryResources(task);
    }

    /** Of all tasks. */
    Stream<Pod> pods() {
        return pods.list();
    }

    boolean exists(ResourceID task) {
        return tasks.get(task).isPresent();
    }

    /** Has the task looked at again. */
    void wake(ResourceID task) {
        wakeUps.propagateEvent(task);
    }

    /** Names of the McpServers that the task's tools name. */
    static List<String> servers(AgentTask task) {
        var tools = task.getSpec() == null ? null : task.getSpec().tools();
        return tools == null
                ? List.of()
                : tools.stream()
                        .flatMap(tool -> Stream.ofNullable(tool.serverRef()))
                        .map(ref -> ref.name())
                        .filter(Objects::nonNull)
                        .distinct()
                        .toList();
    }

    /** @param said what counts of a status; a change of the spec always does */
    private record Naming<R>(
            String index, Function<AgentTask, List<String>> names, Function<R, Optional<Condition>> said) {}

    private static InformerEventSource<ConfigMap, AgentTask> states(
            String namespace, EventSourceContext<AgentTask> context) {
        return new InformerEventSource<>(
                InformerEventSourceConfiguration.from(ConfigMap.class, AgentTask.class)
                        .withName("states-" + namespace)
                        .withLabelSelector(Labels.TASK)
                        .withNamespaces(Set.of(namespace))
                        .withItemStore(new HeadsOnly())
                        .withSecondaryToPrimaryMapper(Sources::task)
                        .build(),
                context);
    }

    private static <R extends HasMetadata> InformerEventSource<R, AgentTask> owned(
            Class<R> type, EventSourceContext<AgentTask> context, Settings settings) {
        return new InformerEventSource<>(
                InformerEventSourceConfiguration.from(type, AgentTask.class)
                        .withName(type.getSimpleName())
                        .withLabelSelector(Labels.TASK)
                        .withNamespaces(settings.namespaces())
                        .withSecondaryToPrimaryMapper(Sources::task)
                        .build(),
                context);
    }

    /** A change of what a task names is one of the task; of its status only what the task waits for. */
    private static <R extends HasMetadata> InformerEventSource<R, AgentTask> named(
            Class<R> type, EventSourceContext<AgentTask> context, Naming<R> naming) {
        var tasks = context.getPrimaryCache();
        return new InformerEventSource<>(
                InformerEventSourceConfiguration.from(type, AgentTask.class)
                        .withName(type.getSimpleName())
                        .withWatchAllNamespaces()
                        .withOnUpdateFilter((now, before) -> !Objects.equals(
                                        now.getMetadata().getGeneration(),
                                        before.getMetadata().getGeneration())
                                || !Objects.equals(
                                        naming.said().apply(now), naming.said().apply(before)))
                        .withSecondaryToPrimaryMapper(is -> ids(
                                tasks, naming.index(), key(is, is.getMetadata().getName())))
                        .withPrimaryToSecondaryMapper((AgentTask task) -> naming.names().apply(task).stream()
                                .map(name ->
                                        new ResourceID(name, task.getMetadata().getNamespace()))
                                .collect(Collectors.toSet()))
                        .build(),
                context);
    }

    private static Set<ResourceID> ids(IndexerResourceCache<AgentTask> tasks, String index, String key) {
        return tasks.byIndex(index, key).stream().map(ResourceID::fromResource).collect(Collectors.toSet());
    }

    private static String key(HasMetadata of, String name) {
        return of.getMetadata().getNamespace() + "/" + name;
    }

    private static Set<ResourceID> task(HasMetadata owned) {
        var name = owned.getMetadata().getLabels().get(Labels.TASK);
        return name == null
                ? Set.of()
                : Set.of(new ResourceID(name, owned.getMetadata().getNamespace()));
    }
}
