/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.e2e.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dormouse.e2e.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Promises 4 and 5 for more than one ConfigMap holds: results and variables of megabytes, which stand beside the state,
 * outlive the pod that made them, and go when nobody needs them any more.
 */
@Timeout(300)
class LargeStateTest {
    private static final String NAMESPACE = "servers";
    private static final String TOOLS = """
              tools:
              - {name: filesystem, serverRef: {name: filesystem}}
              - {name: slow, serverRef: {name: slow}}
            """;
    /** Hexadecimal noise: half of it is left after compression. */
    private static final String WRITE = """
            const path = `/data/${task.name}.txt`;
            let noise = "";
            while (noise.length < 200000) noise += Math.random().toString(16).slice(2, 14);
            noise = noise.slice(0, 200000);
            await tools.filesystem.write_file({path, content: noise});
            return noise.length;
            """;

    private static final String READ = """
            const read = () => tools.filesystem.read_text_file({path}).then(r => r.content ?? r);
            let copies = await Promise.all(Array.from({length: 12}, read));
            await tools.slow["trigger-long-running-operation"]({duration: 30, steps: 2});
            copies.push(await read());
            return {same: copies.every(each => each === noise), characters: copies.join("").length};
            """;
    private static final String COMPARE = """
            let more = "";
            while (more.length < 2400000) more += Math.random().toString(16).slice(2, 14);
            return {copies: copies.length, same: copies.every(each => each === noise)};
            """;
    private static final String FORGET = "copies = noise = more = undefined; return 0;";

    private final Node node = Node.shared();

    @Test
    void megabytesOfResultsAndVariablesOutliveTheirPodAndGoWithTheirLastUse() throws IOException {
        // given
        serve();
        var task = new Task(node, NAMESPACE, Node.unique("large"));
        // when: its pod is taken away with a dozen large results in the journal
        task.apply(TOOLS, "write", WRITE, "read", READ);
        Awaitility.await("twelve results beside the state")
                .atMost(Task.PATIENCE)
                .until(() -> journaled(task) >= 12);
        node.kubectl("-n", NAMESPACE, "delete", "pod", task.awaitPod(), "--grace-period=0", "--force");
        var read = task.awaitTurn("read", "Completed");
        // then
        assertThat(read.path("result").toString()).isEqualTo("{\"characters\":2600000,\"same\":true}");
        assertThat(task.epoch()).isGreaterThanOrEqualTo(2);
        task.awaitPhase("Completed");
        assertThat(task.condition("Checkpointed").path("message").asText()).matches(".* are stored, [0-9]{6} bytes");
        // when: later turns, each in a pod of its own
        task.awaitNoPod();
        task.apply(TOOLS, "write", WRITE, "read", READ, "compare", COMPARE);
        var compared = task.awaitTurn("compare", "Completed");
        assertThat(compared.path("result").toString()).isEqualTo("{\"copies\":13,\"same\":true}");
        task.awaitPhase("Completed");
        assertThat(parts(task)).hasSizeGreaterThan(1);
        task.awaitNoPod();
        task.apply(TOOLS, "write", WRITE, "read", READ, "compare", COMPARE, "forget", FORGET);
        task.awaitTurn("forget", "Completed");
        // then
        Awaitility.await("nothing left beside the state")
                .atMost(Task.PATIENCE)
                .until(() -> parts(task).isEmpty());
        task.awaitPhase("Completed");
    }

    private void serve() throws IOException {
        node.apply(NAMESPACE, Files.readString(Checkout.ROOT.resolve("e2e/servers/k8s.yaml")));
        node.apply(NAMESPACE, """
                apiVersion: dormouse.dev/v1alpha1
                kind: McpServer
                metadata: {name: filesystem}
                spec: {service: {name: filesystem, port: 8080, path: /mcp}}
                ---
                apiVersion: dormouse.dev/v1alpha1
                kind: McpServer
                metadata: {name: slow}
                spec:
                  service: {name: everything, port: 8080, path: /mcp}
                  timeoutSeconds: 90
                  tools: [{name: trigger-long-running-operation, effect: Read}]
                """);
        for (var each : List.of("filesystem", "everything")) {
            node.kubectl("-n", NAMESPACE, "rollout", "status", "deployment/" + each, "--timeout=120s");
        }
    }

    private int journaled(Task task) {
        return task.state()
                .map(state -> node.json(state.at("/data/head").asText())
                        .at("/blobs/live")
                        .size())
                .orElse(0);
    }

    private List<JsonNode> parts(Task task) {
        return node
                .list("/api/v1/namespaces/" + NAMESPACE + "/configmaps?labelSelector=dormouse.dev%2Ftask%3D"
                        + task.name())
                .stream()
                .filter(map -> map.at("/metadata/name").asText().contains("-blob-"))
                .toList();
    }
}
