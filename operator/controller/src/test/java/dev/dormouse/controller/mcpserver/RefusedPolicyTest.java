/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.controller.mcpserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.api.model.ResourceQuotaBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A network policy that the API server doesn't take. */
class RefusedPolicyTest {
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

    @Test
    void itIsToldAndTriedAgainCalmlyAndNobodyCallsTheServerBefore() {
        noMorePolicies();
        cluster.service("refused", 8080);
        cluster.server("refused");
        cluster.task("waiting", "refused");

        await().until(() -> cluster.condition("refused", "EgressEnforced").equals("False NetworkNotReady"));
        assertThat(cluster.said(cluster.namespace, "refused", "EgressEnforced")
                        .orElseThrow()
                        .message())
                .startsWith("the API server refuses the network policy: ")
                .contains("exceeded quota: none");
        assertThat(cluster.condition("refused", "Accepted")).isEqualTo("True Accepted");
        assertThat(cluster.condition("refused", "Ready")).isEqualTo("Unknown NetworkNotReady");
        var tries = cluster.policiesTried();
        await().during(Duration.ofSeconds(4))
                .until(() -> cluster.policiesTried() == tries
                        && !cluster.hasPod("mcp-refused-probe-1")
                        && !cluster.hasPod("waiting-e1"));

        quota().delete();
        // the next try is up to 30 s away; a change of the server is looked at at once
        cluster.apply("""
                apiVersion: dormouse.dev/v1alpha1
                kind: McpServer
                metadata: {name: refused}
                spec: {service: {name: refused, port: 80}, timeoutSeconds: 31}
                """);

        await().until(() -> cluster.condition("refused", "EgressEnforced").equals("True Enforced"));
        await().until(() -> cluster.hasPod("mcp-refused-probe-2") && cluster.hasPod("waiting-e1"));
    }

    /** A quota as its controller, which isn't here, would have it after a moment. */
    private static void noMorePolicies() {
        cluster.apply("""
                apiVersion: v1
                kind: ResourceQuota
                metadata: {name: none}
                spec: {hard: {count/networkpolicies.networking.k8s.io: 0}}
                """);
        var none = Map.of("count/networkpolicies.networking.k8s.io", new Quantity("0"));
        quota().editStatus(quota -> new ResourceQuotaBuilder(quota)
                .withNewStatus()
                .withHard(none)
                .withUsed(none)
                .endStatus()
                .build());
        var policy = new NetworkPolicyBuilder()
                .withNewMetadata()
                .withName("one-more")
                .endMetadata()
                .withNewSpec()
                .endSpec()
                .build();
        await("the quota counts").until(() -> {
            var tried = cluster.admin.resource(policy).inNamespace(cluster.namespace);
            return catchThrowable(() -> tried.dryRun().create()) != null;
        });
    }

    private static Resource<ResourceQuota> quota() {
        return cluster.admin.resourceQuotas().inNamespace(cluster.namespace).withName("none");
    }
}
