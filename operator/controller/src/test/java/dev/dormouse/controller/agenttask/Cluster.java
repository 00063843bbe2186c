/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.controller.agenttask;

import dev.dormouse.controller.chart.RunningOperator;
import dev.dormouse.controller.settings.Network;
import dev.dormouse.controller.settings.Settings;
import dev.dormouse.controller.settings.Settings.Images;
import dev.dormouse.crds.testing.ApiServer;
import dev.dormouse.crds.v1alpha1.AgentTask;
import dev.dormouse.crds.v1alpha1.AgentTaskSpec;
import dev.dormouse.crds.v1alpha1.AgentTaskStatus;
import dev.dormouse.crds.v1alpha1.DesiredState;
import dev.dormouse.crds.v1alpha1.NameRef;
import dev.dormouse.crds.v1alpha1.ToolSpec;
import dev.dormouse.crds.v1alpha1.TurnSpec;
import dev.dormouse.wire.Json;
import dev.dormouse.wire.state.Head;
import dev.dormouse.wire.state.TaskState;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * The controller on a real API server, with the rights that the chart gives it and not one more. There is no kubelet
 * and no broker: the test says what they do.
 */
final class Cluster implements AutoCloseable {
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final String namespace;
    final KubernetesClient admin = ApiServer.shared().client();
    private final RunningOperator operator;

    Cluster(int maxPods) {
        this(maxPods, ApiServer.shared().namespace());
    }

    /** Another operator for a namespace that has one, or had. */
    Cluster(int maxPods, String namespace) {
        this(maxPods, Set.of(namespace), _ -> {});
    }

    /**
     * @param namespaces that are enabled; the test works in the first
     * @param http what is special about the operator's connections
     */
    Cluster(int maxPods, Set<String> namespaces, Consumer<HttpClient.Builder> http) {
        this.namespace = namespaces.iterator().next();
        admin.namespaces()
                .withName(namespace)
                .edit(it -> new NamespaceBuilder(it)
                        .editMetadata()
                        .addToLabels("pod-security.kubernetes.io/enforce", "restricted")
                        .endMetadata()
                        .build());
        var settings = new Settings(
                new Images("broker:test", "sandbox:test", "Never"),
                namespaces,
                maxPods,
                1 << 20,
                new Network(null, null, null),
                Duration.ofHours(6));
        operator = new RunningOperator(
                namespaces,
                http,
                client -> List.of(new AgentTaskReconciler(settings, client, meters, Clock.systemUTC())));
    }

    @Override
    public void close() {
        operator.close();
    }

    AgentTask apply(String name, String... turns) {
        return applyIn(namespace, name, turns);
    }

    AgentTask applyIn(String where, String name, String... turns) {
        var task = new AgentTask();
        task.setMetadata(
                new ObjectMetaBuilder().withName(name).withNamespace(where).build());
        task.setSpec(new AgentTaskSpec(null, null, null, turns(turns), null, null, null));
        return admin.resource(task).create();
    }

    /** As a person would, blind to whatever else changes meanwhile. */
    void append(String name, String turn) {
        admin.resources(AgentTask.class)
                .inNamespace(namespace)
                .withName(name)
                .patch(
                        PatchContext.of(PatchType.JSON),
                        Json.text(List.of(Map.of(
                                "op",
                                "add",
                                "path",
                                "/spec/turns/-",
                                "value",
                                turns(turn).getFirst()))));
    }

    /** Tool and McpServer of the same name. */
    void addTool(String name, String server) {
        var tool = new ToolSpec(server, new NameRef(server), null);
        change(
                name,
                spec -> new AgentTaskSpec(null, null, List.of(tool), spec.turns(), null, spec.desiredState(), null));
    }

    void want(String name, DesiredState state) {
        change(name, spec -> new AgentTaskSpec(null, null, spec.tools(), spec.turns(), null, state, null));
    }

    private void change(String name, UnaryOperator<AgentTaskSpec> how) {
        admin.resources(AgentTask.class).inNamespace(namespace).withName(name).edit(task -> {
            task.setSpec(how.apply(task.getSpec()));
            return task;
        });
    }

    private static List<TurnSpec> turns(String... names) {
        return Arrays.stream(names)
                .map(name -> new TurnSpec(name, "return 1", null))
                .toList();
    }

    AgentTask task(String name) {
        return admin.resources(AgentTask.class)
                .inNamespace(namespace)
                .withName(name)
                .require();
    }

    Optional<AgentTaskStatus> status(String name) {
        return Optional.ofNullable(task(name).getStatus());
    }

    Optional<Pod> pod(String task, long epoch) {
        return Optional.ofNullable(admin.pods()
                .inNamespace(namespace)
                .withName(task + "-e" + epoch)
                .get());
    }

    List<Pod> pods() {
        return admin.pods().inNamespace(namespace).list().getItems();
    }

    Optional<ConfigMap> state(String task) {
        return map(TaskState.nameFor(task));
    }

    Optional<ConfigMap> map(String name) {
        return Optional.ofNullable(
                admin.configMaps().inNamespace(namespace).withName(name).get());
    }

    /** Names of ConfigMaps that a Role lets write. */
    List<String> roleNames(String role) {
        return admin.rbac().roles().inNamespace(namespace).withName(role).require().getRules().stream()
                .filter(rule -> rule.getResources().contains("configmaps")
                        && rule.getVerbs().contains("update"))
                .flatMap(rule -> rule.getResourceNames().stream())
                .toList();
    }

    Head head(String task) {
        return read(state(task).orElseThrow());
    }

    /** What a broker would have committed. */
    void commit(String task, UnaryOperator<Head> how) {
        admin.configMaps()
                .inNamespace(namespace)
                .withName(TaskState.nameFor(task))
                .edit(state -> {
                    state.getData().put(TaskState.HEAD_KEY, Json.text(how.apply(read(state))));
                    return state;
                });
    }

    private static Head read(ConfigMap state) {
        return Json.read(state.getData().get(TaskState.HEAD_KEY).getBytes(StandardCharsets.UTF_8), Head.class);
    }

    /** What a kubelet would have said: both containers run. */
    void run(String pod) {
        kubelet(
                pod,
                it -> new PodBuilder(it)
                        .editOrNewStatus()
                        .withPhase("Running")
                        .withContainerStatuses(PodFixtures.running("broker"))
                        .withInitContainerStatuses(PodFixtures.running("sandbox"))
                        .endStatus()
                        .build());
    }

    /** What a kubelet would have said: both containers have ended. */
    void end(String pod, int exitCode) {
        kubelet(
                pod,
                it -> new PodBuilder(it)
                        .editOrNewStatus()
                        .withPhase(exitCode == 0 ? "Succeeded" : "Failed")
                        .withContainerStatuses(PodFixtures.ended("broker", exitCode))
                        .withInitContainerStatuses(PodFixtures.ended("sandbox", 0))
                        .endStatus()
                        .build());
    }

    private void kubelet(String pod, UnaryOperator<Pod> how) {
        admin.pods().inNamespace(namespace).withName(pod).editStatus(how);
    }

    /** Writes of the controller so far, as "VERB KIND", Events apart, and the one that a namespace costs. */
    SortedMap<String, Integer> writes() {
        var writes = new TreeMap<String, Integer>();
        meters.find("dormouse.api.writes").counters().forEach(counter -> {
            var id = counter.getId();
            if (!"NetworkPolicy".equals(id.getTag("kind"))) {
                writes.put(id.getTag("verb") + " " + id.getTag("kind"), (int) counter.count());
            }
        });
        return writes;
    }
}
