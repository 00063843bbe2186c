/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.e2e.walls;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.dormouse.e2e.Checkout;
import dev.dormouse.e2e.node.Node;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;

/** Bare pods that run a script of the tests, in one namespace. */
record Pods(Node node, String namespace) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    /** @param environment one variable: its name, its value */
    void start(String name, String script, Map<String, String> labels, Map.Entry<String, String> environment) {
        start(name, script, labels, environment, false);
    }

    /** A pod with the node's own network. */
    void startOnNode(String name, String script, Map.Entry<String, String> environment) {
        start(name, script, Map.of("app", name), environment, true);
    }

    private void start(
            String name,
            String script,
            Map<String, String> labels,
            Map.Entry<String, String> environment,
            boolean hostNetwork) {
        node.apply(namespace, """
                apiVersion: v1
                kind: Pod
                metadata: {name: %s, labels: %s}
                spec:
                  hostNetwork: %s
                  restartPolicy: Never
                  terminationGracePeriodSeconds: 0
                  automountServiceAccountToken: false
                  containers:
                  - name: it
                    image: localhost/mcp-servers:dev
                    imagePullPolicy: IfNotPresent
                    args: ["-e", %s]
                    env: [{name: %s, value: "%s"}]
                """.formatted(
                name, text(labels), hostNetwork, text(script(script)), environment.getKey(), environment.getValue()));
    }

    JsonNode awaitRunning(String name) {
        return await(name, "Running");
    }

    /** What it printed, once it has ended. */
    JsonNode awaitResult(String name) {
        await(name, "Succeeded");
        try {
            return JSON.readTree(logs(name));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    String logs(String name) {
        return node.kubectl("-n", namespace, "logs", name);
    }

    static String ip(JsonNode pod) {
        return pod.at("/status/podIP").asText();
    }

    private JsonNode await(String name, String phase) {
        return Awaitility.await(name + " " + phase)
                .atMost(PATIENCE)
                .until(
                        () -> node.get("/api/v1/namespaces/" + namespace + "/pods/" + name),
                        pod -> pod.at("/status/phase").asText().equals(phase)
                                && !pod.at("/status/podIP").asText().isEmpty());
    }

    private static String script(String name) {
        try {
            return Files.readString(Checkout.ROOT.resolve("e2e/src/test/resources/network/" + name + ".js"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
