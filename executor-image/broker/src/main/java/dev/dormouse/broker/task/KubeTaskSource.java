/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.task;

import dev.dormouse.crds.plan.Parsed;
import dev.dormouse.crds.plan.RuntimeParser;
import dev.dormouse.crds.plan.RuntimePlan;
import dev.dormouse.crds.plan.ServerParser;
import dev.dormouse.crds.plan.ServerPlan;
import dev.dormouse.crds.plan.TaskParser;
import dev.dormouse.crds.plan.TaskPlan;
import dev.dormouse.crds.plan.TaskPlan.CodeSource;
import dev.dormouse.crds.plan.TaskPlan.TaskRef;
import dev.dormouse.crds.v1alpha1.AgentRuntime;
import dev.dormouse.crds.v1alpha1.AgentTask;
import dev.dormouse.crds.v1alpha1.McpServer;
import dev.dormouse.wire.CleanText;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads the task and what it names from the API server, by resource name, with the task's own ServiceAccount. Nothing
 * is handed to the broker in between: what someone else could write, someone else could forge (protocol §1).
 */
public final class KubeTaskSource implements TaskSource {
    /** A new Role reaches each API server late; so long a 403 may still turn into an answer. */
    private static final Duration ROLE_DELAY = Duration.ofSeconds(10);

    private static final Duration ROLE_PAUSE = Duration.ofMillis(100);

    private static final int SHOWN = 300;

    private final KubernetesClient client;
    private final TaskRef ref;
    private final long patientUntil = System.nanoTime() + ROLE_DELAY.toNanos();
    private final List<AutoCloseable> toClose = new ArrayList<>();
    private volatile long known;

    public KubeTaskSource(KubernetesClient client, TaskRef ref) {
        this.client = client;
        this.ref = ref;
    }

    @Override
    public Loaded load() {
        return get(() -> client.resources(AgentTask.class)
                        .inNamespace(ref.namespace())
                        .withName(ref.name())
                        .get())
                .map(task -> {
                    known = task.getMetadata().getGeneration();
                    return loaded(task);
                })
                .orElseGet(Loaded.Gone::new);
    }

    private Loaded loaded(AgentTask task) {
        if (!ref.uid().equals(task.getMetadata().getUid())) {
            return new Loaded.Gone();
        }
        long generation = task.getMetadata().getGeneration();
        return switch (parse(task)) {
            case Parsed.Rejected<TaskPlan> rejected -> new Loaded.Blocked(rejected.text(), generation);
            case Parsed.Accepted<TaskPlan>(var plan) -> withServers(plan);
        };
    }

    private Parsed<TaskPlan> parse(AgentTask task) {
        var runtime = get(() -> client.resources(AgentRuntime.class)
                .inNamespace(ref.namespace())
                .withName(TaskParser.runtimeName(task))
                .get());
        if (runtime.isEmpty()) {
            return TaskParser.parse(task, null);
        }
        return switch (RuntimeParser.parse(runtime.get())) {
            case Parsed.Accepted<RuntimePlan>(var plan) -> TaskParser.parse(task, plan);
            case Parsed.Rejected<RuntimePlan> rejected ->
                new Parsed.Rejected<>(
                        "AgentRuntime " + TaskParser.runtimeName(task) + " " + rejected.field(),
                        rejected.reason(),
                        rejected.message());
        };
    }

    private Loaded withServers(TaskPlan plan) {
        var servers = new HashMap<String, ServerPlan>();
        for (var binding : plan.tools()) {
            var server = get(() -> client.resources(McpServer.class)
                    .inNamespace(ref.namespace())
                    .withName(binding.server())
                    .get());
            if (server.isEmpty()) {
                return new Loaded.Blocked(
                        "McpServer " + binding.server() + " does not exist in namespace " + ref.namespace(),
                        plan.generation());
            }
            switch (ServerParser.parse(server.get())) {
                case Parsed.Accepted<ServerPlan>(var parsed) -> servers.put(binding.server(), parsed);
                case Parsed.Rejected<ServerPlan> rejected -> {
                    return new Loaded.Blocked(
                            "McpServer " + binding.server() + " " + rejected.text(), plan.generation());
                }
            }
        }
        return new Loaded.Ready(plan, servers);
    }

    @Override
    public Code code(CodeSource source) {
        return switch (source) {
            case CodeSource.Inline(var code) -> new Code.Text(code);
            case CodeSource.FromConfigMap(var name, var key) -> fromConfigMap(name, key);
        };
    }

    /** What the API server doesn't give out now is missing: the task waits and looks again. */
    private Code fromConfigMap(String name, String key) {
        try {
            return read(name, key);
        } catch (KubernetesClientException e) {
            return new Code.Missing("ConfigMap " + name + " in namespace " + ref.namespace() + " can't be read now: "
                    + CleanText.line(String.valueOf(e.getMessage()), SHOWN));
        }
    }

    private Code read(String name, String key) {
        Optional<ConfigMap> map = get(() ->
                client.configMaps().inNamespace(ref.namespace()).withName(name).get());
        if (map.isEmpty()) {
            return new Code.Missing("ConfigMap " + name + " does not exist in namespace " + ref.namespace());
        }
        var data = map.get().getData();
        var code = data == null ? null : data.get(key);
        return code == null ? new Code.Missing("ConfigMap " + name + " has no key " + key) : new Code.Text(code);
    }

    @Override
    public void watch(Consumer<Loaded> changed) {
        var changes = new TaskChanges(ref.uid(), known, this::loaded, changed);
        changes.start();
        toClose.add(changes);
        toClose.add(client.resources(AgentTask.class)
                .inNamespace(ref.namespace())
                .withName(ref.name())
                .inform(changes));
    }

    /** Absent only when the API server says so; a 403 is asked again while the Role may be on its way. */
    private <T> Optional<T> get(Supplier<@Nullable T> request) {
        while (true) {
            try {
                return Optional.ofNullable(request.get());
            } catch (KubernetesClientException e) {
                if (e.getCode() != HttpURLConnection.HTTP_FORBIDDEN || System.nanoTime() > patientUntil) {
                    throw e;
                }
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(ROLE_PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        for (var each : toClose) {
            try {
                each.close();
            } catch (Exception e) {
                throw new IllegalStateException("the watch of the task could not be closed", e);
            }
        }
    }
}
