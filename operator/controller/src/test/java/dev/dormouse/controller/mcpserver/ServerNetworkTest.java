/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.controller.mcpserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ServerNetworkTest {
    private static ServerCluster cluster;

    @BeforeAll
    static void start() {
        cluster = new ServerCluster();
    }

    @AfterAll
    static void stop() {
        if (cluster != null) {
            cluster.close();
        }
    }

    /** Three probes at a time: those of a former test, asked again and again, would leave no place for another. */
    @AfterEach
    void forget() {
        cluster.forgetServers();
    }

    @Test
    void aTaskWaitsForTheServiceOfItsServerAndThenItsPodIsSelectedByAPolicyThatStands() {
        cluster.server("books");
        cluster.task("bookkeeping", "books");
        await().until(() -> cluster.condition("books", "EgressEnforced").equals("False NotResolved"));
        await().during(Duration.ofSeconds(1)).until(() -> !cluster.hasPod("bookkeeping-e1"));

        cluster.service("books", 8080);

        await().until(() -> cluster.hasPod("bookkeeping-e1"));
        assertThat(cluster.condition("books", "EgressEnforced")).isEqualTo("True Enforced");
        var policy = cluster.policy("mcp-books").orElseThrow();
        var pod = cluster.admin
                .pods()
                .inNamespace(cluster.namespace)
                .withName("bookkeeping-e1")
                .require();
        assertThat(pod.getMetadata().getLabels())
                .containsAllEntriesOf(policy.getSpec().getPodSelector().getMatchLabels())
                .containsEntry("dormouse.dev/pod", "task");
        assertThat(port(policy)).isEqualTo(new IntOrString(8080));
        var base = cluster.policy("dormouse").orElseThrow();
        assertThat(base.getMetadata().getCreationTimestamp())
                .isLessThanOrEqualTo(pod.getMetadata().getCreationTimestamp());
    }

    @Test
    void aServiceThatMovesTakesThePolicyWithIt() {
        cluster.service("moving", 8080);
        cluster.server("moving");
        await().until(() -> cluster.condition("moving", "EgressEnforced").equals("True Enforced"));

        cluster.service("moving", 9090);

        await().until(() -> port(cluster.policy("mcp-moving").orElseThrow()).equals(new IntOrString(9090)));
    }

    @Test
    void policiesThatSomebodyDeletesAreMadeAnew() {
        cluster.service("kept", 8080);
        cluster.server("kept");
        cluster.task("keeping", "kept");
        await().until(() -> cluster.hasPod("keeping-e1"));

        cluster.admin
                .network()
                .v1()
                .networkPolicies()
                .inNamespace(cluster.namespace)
                .delete();

        await().until(() -> cluster.policy("mcp-kept").isPresent()
                && cluster.policy("dormouse").isPresent());
    }

    @Test
    void aBasePolicyThatSomebodyWidensIsNarrowedAgain() {
        cluster.service("narrow", 8080);
        cluster.server("narrow");
        cluster.task("narrowing", "narrow");
        await().until(() -> cluster.hasPod("narrowing-e1"));
        var rules = cluster.policy("dormouse").orElseThrow().getSpec().getEgress();

        cluster.admin
                .network()
                .v1()
                .networkPolicies()
                .inNamespace(cluster.namespace)
                .withName("dormouse")
                .edit(policy -> {
                    policy.getSpec().setPolicyTypes(List.of("Ingress"));
                    policy.getSpec().setEgress(List.of());
                    return policy;
                });

        await().until(() ->
                cluster.policy("dormouse").orElseThrow().getSpec().getEgress().equals(rules));
    }

    @Test
    void aUrlSaysPlainlyThatItsHostIsNotEnforceable() {
        cluster.apply("""
                apiVersion: dormouse.dev/v1alpha1
                kind: McpServer
                metadata: {name: far}
                spec: {url: "https://mcp.example.com/mcp"}
                """);

        await().until(() -> cluster.condition("far", "EgressEnforced").equals("False HostnameNotEnforceable"));
        var block = cluster.policy("mcp-far")
                .orElseThrow()
                .getSpec()
                .getEgress()
                .getFirst()
                .getTo()
                .getFirst()
                .getIpBlock();
        assertThat(block.getCidr()).isEqualTo("0.0.0.0/0");
        assertThat(block.getExcept()).contains("169.254.0.0/16");
        cluster.task("travelling", "far");
        await().until(() -> cluster.hasPod("travelling-e1"));
    }

    @Test
    void inANamespaceThatIsNotEnabledAServerIsToldSoAndGetsNoPolicy() {
        cluster.applyIn(cluster.elsewhere, """
                apiVersion: dormouse.dev/v1alpha1
                kind: McpServer
                metadata: {name: foreign}
                spec: {url: "https://mcp.example.com/mcp"}
                """);

        await().until(() -> cluster.said(cluster.elsewhere, "foreign", "EgressEnforced")
                .filter(is -> is.reason().equals("NamespaceNotEnabled"))
                .isPresent());
    }

    private static IntOrString port(NetworkPolicy policy) {
        return policy.getSpec().getEgress().getFirst().getPorts().getFirst().getPort();
    }
}
