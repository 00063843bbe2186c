/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.e2e.node;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** One AgentTask on the node. */
public record Task(Node node, String namespace, String name) {
    /** Longer than any task here needs on a busy machine of two cores. */
    public static final Duration PATIENCE = Duration.ofSeconds(120);

    /** What a Task of the API server's answer looks like before the first status is written. */
    private static final JsonNode NOTHING = MissingNode.getInstance();

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LOOK = Duration.ofMillis(50);

    /** Applies a task whose turns are these {@code {name, code}} pairs, and nothing else. */
    public static Task of(String namespace, String name, String... namesAndCodes) {
        var task = new Task(Node.shared(), namespace, name);
        task.apply("", namesAndCodes);
        return task;
    }

    /**
     * Applies this task again.
     *
     * @param spec lines of YAML, indented by two, that stand in the spec above {@code turns}
     */
    public void apply(String spec, String... namesAndCodes) {
        node.apply(namespace, manifest(spec, namesAndCodes));
    }

    /** The task as YAML. */
    public String manifest(String spec, String... namesAndCodes) {
        var yaml = new StringBuilder("""
                apiVersion: dormouse.dev/v1alpha1
                kind: AgentTask
                metadata: {name: %s}
                spec:
                """.formatted(name)).append(spec).append("  turns:\n");
        for (int i = 0; i < namesAndCodes.length; i += 2) {
            yaml.append("  - name: ").append(namesAndCodes[i]).append("\n    code: |\n");
            yaml.append(namesAndCodes[i + 1].indent(6));
        }
        return yaml.toString();
    }

    public void patch(String json) {
        node.kubectl("-n", namespace, "patch", "agenttask", name, "--type=merge", "-p", json);
    }

    public void delete() {
        node.kubectl("-n", namespace, "delete", "agenttask", name, "--ignore-not-found", "--wait=false");
    }

    private String path() {
        return "/apis/dormouse.dev/v1alpha1/namespaces/" + namespace + "/agenttasks/" + name;
    }

    public JsonNode object() {
        return node.get(path());
    }

    public JsonNode status() {
        return node.find(path()).map(task -> task.path("status")).orElse(NOTHING);
    }

    public String phase() {
        return status().path("phase").asText();
    }

    public long epoch() {
        return status().path("epoch").asLong();
    }

    /** What status says of this turn. */
    public JsonNode turn(String turn) {
        return StreamSupport.stream(status().path("turns").spliterator(), false)
                .filter(each -> each.path("name").asText().equals(turn))
                .findFirst()
                .orElse(NOTHING);
    }

    public JsonNode condition(String type) {
        return StreamSupport.stream(status().path("conditions").spliterator(), false)
                .filter(each -> each.path("type").asText().equals(type))
                .findFirst()
                .orElse(NOTHING);
    }

    /** Waits until the status is so; otherwise fails with the status as it is. */
    public JsonNode await(String what, Predicate<JsonNode> so) {
        try {
            return Awaitility.await(name + ": " + what)
                    .atMost(PATIENCE)
                    .pollInterval(LOOK)
                    .until(this::status, so);
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(name + " never had " + what + "; now " + status() + "\npods " + pods(), e);
        }
    }

    /** Waits for one of these phases, as of the newest generation. */
    public JsonNode awaitPhase(String... phases) {
        long generation = object().at("/metadata/generation").asLong();
        return await(
                String.join(" or ", phases),
                status -> status.path("observedGeneration").asLong() >= generation
                        && List.of(phases).contains(status.path("phase").asText()));
    }

    public JsonNode awaitTurn(String turn, String phase) {
        await(turn + " " + phase, _ -> turn(turn).path("phase").asText().equals(phase));
        return turn(turn);
    }

    /** Waits until a condition has this status and reason. */
    public JsonNode awaitCondition(String type, String status, String reason) {
        await(type + "=" + status + "/" + reason, _ -> {
            var condition = condition(type);
            return condition.path("status").asText().equals(status)
                    && condition.path("reason").asText().equals(reason);
        });
        return condition(type);
    }

    public List<JsonNode> pods() {
        return node.list("/api/v1/namespaces/" + namespace + "/pods?labelSelector=dormouse.dev%2Ftask%3D" + name);
    }

    /** Waits until no pod of the task runs, nor is on its way up or down. */
    public void awaitNoPod() {
        Awaitility.await(name + " has no pod")
                .atMost(PATIENCE)
                .pollInterval(LOOK)
                .until(() -> pods().isEmpty());
    }

    /** Waits until the pod of the current epoch runs, and returns its name. */
    public String awaitPod() {
        return Awaitility.await(name + " has a pod")
                .atMost(PATIENCE)
                .pollInterval(LOOK)
                .until(this::runningPod, Optional::isPresent)
                .orElseThrow();
    }

    private Optional<String> runningPod() {
        return pods().stream()
                .filter(pod -> pod.at("/status/phase").asText().equals("Running")
                        && pod.at("/metadata/deletionTimestamp").isMissingNode())
                .map(pod -> pod.at("/metadata/name").asText())
                .findFirst();
    }

    /** The ConfigMap with journal and variables. */
    public Optional<JsonNode> state() {
        return node.find("/api/v1/namespaces/" + namespace + "/configmaps/" + name + "-state");
    }

    /** The head of the state, which has one. */
    public JsonNode head() {
        try {
            return JSON.readTree(state().orElseThrow().at("/data/head").asText());
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reasons of the Events about the task, oldest first. */
    public List<String> events() {
        return node.list("/apis/events.k8s.io/v1/namespaces/" + namespace + "/events").stream()
                .filter(event -> event.at("/regarding/name").asText().equals(name))
                .sorted((a, b) -> a.path("eventTime")
                        .asText()
                        .compareTo(b.path("eventTime").asText()))
                .map(event -> event.path("reason").asText())
                .toList();
    }
}
