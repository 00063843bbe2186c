/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.controller.mcpserver;

import dev.dormouse.controller.agenttask.AgentTaskReconciler;
import dev.dormouse.controller.chart.RunningOperator;
import dev.dormouse.controller.settings.Network;
import dev.dormouse.controller.settings.Settings;
import dev.dormouse.controller.settings.Settings.Images;
import dev.dormouse.crds.testing.ApiServer;
import dev.dormouse.crds.v1alpha1.Condition;
import dev.dormouse.crds.v1alpha1.McpServer;
import dev.dormouse.crds.v1alpha1.McpServerStatus;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.awaitility.Awaitility;

/** The controllers of servers and of tasks on a real API server, with the rights that the chart gives them. */
final class ServerCluster implements AutoCloseable {
    final String namespace = ApiServer.shared().namespace();
    final String elsewhere = ApiServer.shared().namespace();
    final KubernetesClient admin = ApiServer.shared().client();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final RunningOperator operator;

    ServerCluster() {
        this(Clock.systemUTC());
    }

    /** @param clock of the operator; the API server has its own */
    ServerCluster(Clock clock) {
        var settings = new Settings(
                new Images("broker:test", "sandbox:test", "Never"),
                Set.of(namespace),
                10,
                1 << 20,
                new Network(null, null, null),
                Duration.ofHours(6));
        operator = new RunningOperator(
                Set.of(namespace),
                client -> List.of(
                        new McpServerReconciler(settings, client, meters, clock),
                        new AgentTaskReconciler(settings, client, meters, clock)));
    }

    @Override
    public void close() {
        operator.close();
    }

    void apply(String yaml) {
        applyIn(namespace, yaml);
    }

    void applyIn(String where, String yaml) {
        var answer = ApiServer.shared().kubectl(yaml, "-n", where, "apply", "-f", "-");
        if (!answer.ok()) {
            throw new AssertionError(answer.output());
        }
    }

    /** A server at the Service of its name. */
    void server(String name) {
        apply("""
                apiVersion: dormouse.dev/v1alpha1
                kind: McpServer
                metadata: {name: %1$s}
                spec: {service: {name: %1$s, port: 80}}
                """.formatted(name));
    }

    void service(String name, int targetPort) {
        apply("""
                apiVersion: v1
                kind: Service
                metadata: {name: %1$s}
                spec: {selector: {app: %1$s}, ports: [{port: 80, targetPort: %2$d}]}
                """.formatted(name, targetPort));
    }

    /** A task with one tool, of this server. */
    void task(String name, String server) {
        apply("""
                apiVersion: dormouse.dev/v1alpha1
                kind: AgentTask
                metadata: {name: %s}
                spec: {tools: [{name: it, serverRef: {name: %s}}], turns: [{name: one, code: "return 1"}]}
                """.formatted(name, server));
    }

    Optional<McpServerStatus> status(String namespace, String server) {
        return Optional.ofNullable(admin.resources(McpServer.class)
                .inNamespace(namespace)
                .withName(server)
                .require()
                .getStatus());
    }

    /** "STATUS REASON" as of the newest generation; empty when nothing is said of it. */
    String condition(String server, String type) {
        return said(namespace, server, type)
                .map(is -> is.status() + " " + is.reason())
                .orElse("");
    }

    Optional<Condition> said(String namespace, String server, String type) {
        return status(namespace, server)
                .map(McpServerStatus::conditions)
                .flatMap(all -> all.stream()
                        .filter(is -> is.type().equals(type))
                        .filter(is -> Objects.equals(is.observedGeneration(), generation(namespace, server)))
                        .findFirst());
    }

    private long generation(String namespace, String server) {
        return admin.resources(McpServer.class)
                .inNamespace(namespace)
                .withName(server)
                .require()
                .getMetadata()
                .getGeneration();
    }

    Optional<NetworkPolicy> policy(String name) {
        return Optional.ofNullable(admin.network()
                .v1()
                .networkPolicies()
                .inNamespace(namespace)
                .withName(name)
                .get());
    }

    /** How often the operator wanted to make one. */
    int policiesTried() {
        return (int) meters.counter("dormouse.api.writes", "verb", "create", "kind", "NetworkPolicy")
                .count();
    }

    /** Deletes all servers, and their probes in the place of the garbage collector, which isn't here. */
    void forgetServers() {
        admin.resources(McpServer.class).inNamespace(namespace).delete();
        var probes = admin.pods().inNamespace(namespace).withLabel("dormouse.dev/pod", "probe");
        Awaitility.await("no probe is left").until(() -> {
            probes.delete();
            return probes.list().getItems().isEmpty();
        });
    }

    boolean hasPod(String name) {
        return admin.pods().inNamespace(namespace).withName(name).get() != null;
    }
}
