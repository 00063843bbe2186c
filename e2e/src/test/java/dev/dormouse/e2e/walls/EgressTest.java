/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.e2e.walls;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dormouse.e2e.node.Node;
import dev.dormouse.e2e.node.NodeOffice;
import dev.dormouse.e2e.node.Task;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;

/**
 * What leaves a pod. Whatever must not get through is seen to get through from a pod that no policy selects: an address
 * where nobody listens shows nothing. The walled pods connect as the first thing they do.
 */
@Timeout(300)
@TestInstance(Lifecycle.PER_CLASS)
class EgressTest {
    private static final String NAMESPACE = "walls";
    private static final String METADATA = "169.254.169.254";
    /** An address of no private range that is the node's own for this test. */
    private static final String PUBLIC = "203.0.113.7";

    private static final Map<String, String> ANY_TASK = Map.of("dormouse.dev/pod", "task");

    private final Node node = Node.shared();
    private final Pods pods = new Pods(node, NAMESPACE);
    private final String run = Node.unique("net");
    private String targets = "";
    private JsonNode server;
    private JsonNode other;
    private JsonNode shut;

    @BeforeAll
    void aServerAnotherPodAndAMetadataService() {
        for (var address : List.of(METADATA, PUBLIC)) {
            node.exec("ip", "addr", "replace", address + "/32", "dev", "br0");
        }
        var ports = Map.entry("PORTS", "8080,9090");
        pods.start(run + "-server", "listener", Map.of("app", run), ports);
        pods.start(run + "-other", "listener", Map.of("app", run + "-other"), ports);
        pods.start(run + "-shut", "listener", ANY_TASK, ports);
        pods.startOnNode(run + "-node", "listener", Map.entry("PORTS", "8099,8100"));
        node.apply(NAMESPACE, """
                apiVersion: v1
                kind: Service
                metadata: {name: %1$s}
                spec: {selector: {app: %1$s}, ports: [{port: 80, targetPort: 8080}]}
                """.formatted(run));
        Server.of(NAMESPACE, run, "{service: {name: " + run + ", port: 80}}")
                .await("EgressEnforced", "True", "Enforced");
        Server.of(NAMESPACE, run + "-far", "{url: 'https://mcp.example.com:8099/mcp'}")
                .await("EgressEnforced", "False", "HostnameNotEnforceable");
        Server.of(NAMESPACE, run, "{service: {name: " + run + ", port: 80}}").await("Ready", "False", "NotMcp");
        server = pods.awaitRunning(run + "-server");
        other = pods.awaitRunning(run + "-other");
        shut = pods.awaitRunning(run + "-shut");
        pods.awaitRunning(run + "-node");
        var api = node.get("/api/v1/namespaces/default/services/kubernetes")
                .at("/spec/clusterIP")
                .asText();
        targets = String.join(
                " ",
                "service=" + run + "." + NAMESPACE + ".svc:80",
                "server=" + Pods.ip(server) + ":8080",
                "otherPort=" + Pods.ip(server) + ":9090",
                "otherPod=" + Pods.ip(other) + ":8080",
                "intoTask=" + Pods.ip(shut) + ":8080",
                "metadata=" + METADATA + ":8099",
                "public=" + PUBLIC + ":8099",
                "publicOtherPort=" + PUBLIC + ":8100",
                "node=192.168.77.1:8099",
                "dns=" + run + "." + NAMESPACE + ".svc.cluster.local",
                "api=" + api + ":443");
    }

    @AfterAll
    void putBack() {
        for (var address : List.of(METADATA, PUBLIC)) {
            node.exec("ip", "addr", "del", address + "/32", "dev", "br0");
        }
        node.kubectl("-n", NAMESPACE, "delete", "mcpserver", run, run + "-far", "--wait=false");
        node.kubectl("-n", NAMESPACE, "delete", "service", run);
        node.kubectl("-n", NAMESPACE, "delete", "pod", run + "-server", run + "-other", run + "-shut", run + "-node");
    }

    @Test
    void aPodThatNoPolicySelectsReachesAllOfItButTheTask() {
        assertThat(open(called("stranger", Map.of("app", "stranger"))))
                .containsExactlyInAnyOrder(
                        "service",
                        "server",
                        "otherPort",
                        "otherPod",
                        "metadata",
                        "public",
                        "publicOtherPort",
                        "node",
                        "dns",
                        "api");
        assertThat(pods.logs(run + "-server")).contains("connection to 9090 from ");
    }

    @Test
    void theFirstPacketsOfATasksPodReachItsServerDnsAndTheApiServerAndNothingElse() {
        var names = List.of("walled-1", "walled-2", "walled-3");
        names.forEach(name -> start(name, mayCall(run)));

        for (var name : names) {
            assertThat(open(pods.awaitResult(run + "-" + name)))
                    .as(name)
                    .containsExactlyInAnyOrder("service", "server", "dns", "api");
        }
        var ip = Pods.ip(node.get("/api/v1/namespaces/" + NAMESPACE + "/pods/" + run + "-walled-1"));
        assertThat(pods.logs(run + "-server"))
                .contains("connection to 8080 from " + ip + "\n")
                .doesNotContain("connection to 9090 from " + ip + "\n");
        assertThat(pods.logs(run + "-other")).doesNotContain(" from " + ip + "\n");
        assertThat(pods.logs(run + "-node")).doesNotContain(" from " + ip + "\n");
    }

    @Test
    void aUrlIsItsPortOfPublicAddressesAndNeverTheMetadataServiceNorThePrivateNetwork() {
        assertThat(open(called("far", mayCall(run + "-far")))).containsExactlyInAnyOrder("public", "dns", "api");
    }

    @Test
    void aTaskWithoutServersReachesDnsAndTheApiServer() {
        assertThat(open(called("bare", ANY_TASK))).containsExactlyInAnyOrder("dns", "api");
    }

    /** The pod as the operator makes it, looked at from inside its network. */
    @Test
    void thePodOfARealTaskReachesItsServerAndNotTheNextPod() {
        NodeOffice.open(NAMESPACE, 0)
                .apply("task.yaml", Node.unique("mcpserver"))
                .delete();
        var task = new Task(node, NAMESPACE, Node.unique("netted"));
        task.apply(
                "  idleSeconds: 120\n  tools: [{name: books, serverRef: {name: books}}]\n",
                "call",
                "return (await tools.books.list_invoices({status: 'overdue'})).length;");
        task.awaitTurn("call", "Completed");

        var broker = Inside.of(task.pods().getFirst(), "broker");
        var books = node.list("/api/v1/namespaces/" + NAMESPACE + "/pods?labelSelector=app%3Dbooks")
                .getFirst();
        assertThat(broker.reaches(Pods.ip(books), 8080)).isTrue();
        assertThat(broker.reaches(Pods.ip(other), 8080)).isFalse();
        assertThat(broker.reaches(Pods.ip(server), 8080)).isFalse();
        assertThat(broker.reaches(METADATA, 8099)).isFalse();
        task.delete();
    }

    private static Map<String, String> mayCall(String server) {
        return Map.of("dormouse.dev/pod", "task", "mcp.dormouse.dev/" + server, "");
    }

    private void start(String name, Map<String, String> labels) {
        pods.start(run + "-" + name, "caller", labels, Map.entry("TARGETS", targets));
    }

    private JsonNode called(String name, Map<String, String> labels) {
        start(name, labels);
        return pods.awaitResult(run + "-" + name);
    }

    private static List<String> open(JsonNode results) {
        return results.properties().stream()
                .filter(each -> each.getValue().asText().equals("open"))
                .map(Map.Entry::getKey)
                .toList();
    }
}
