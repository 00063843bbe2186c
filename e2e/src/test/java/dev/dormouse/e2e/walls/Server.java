/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.e2e.walls;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.dormouse.e2e.node.Node;
import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** One McpServer on the node. */
public record Server(Node node, String namespace, String name) {
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    /** Applies it with this spec, in flow style. */
    public static Server of(String namespace, String name, String spec) {
        var server = new Server(Node.shared(), namespace, name);
        server.apply(spec);
        return server;
    }

    void apply(String spec) {
        node.apply(namespace, """
                apiVersion: dormouse.dev/v1alpha1
                kind: McpServer
                metadata: {name: %s}
                spec: %s
                """.formatted(name, spec));
    }

    public JsonNode object() {
        return node.get("/apis/dormouse.dev/v1alpha1/namespaces/" + namespace + "/mcpservers/" + name);
    }

    /** Waits until a condition has this status and reason, as of the newest generation. */
    public JsonNode await(String type, String status, String reason) {
        try {
            return Awaitility.await(name + " " + type + "=" + status + "/" + reason)
                    .atMost(PATIENCE)
                    .until(
                            () -> condition(type),
                            is -> is.path("status").asText().equals(status)
                                    && is.path("reason").asText().equals(reason));
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(name + " is " + object().path("status"), e);
        }
    }

    private JsonNode condition(String type) {
        var server = object();
        return StreamSupport.stream(server.at("/status/conditions").spliterator(), false)
                .filter(each -> each.path("type").asText().equals(type))
                .filter(each -> each.path("observedGeneration").asLong()
                        == server.at("/metadata/generation").asLong())
                .findFirst()
                .orElse(MissingNode.getInstance());
    }

    /** "REASON NOTE" of each Event about it. */
    List<String> events() {
        return node.list("/apis/events.k8s.io/v1/namespaces/" + namespace + "/events").stream()
                .filter(event -> event.at("/regarding/name").asText().equals(name)
                        && event.at("/regarding/kind").asText().equals("McpServer"))
                .map(event ->
                        event.path("reason").asText() + " " + event.path("note").asText())
                .toList();
    }
}
