/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.controller.mcpserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.BindingBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A pod on a node that has died stays, Terminating, for as long as nobody says that the node is gone. */
class LostProbeTest {
    /** Past the time for a deleted pod, short of that for one that never starts. */
    private static final Duration LATER = Duration.ofMinutes(2);

    @Test
    void aProbeOnADeadNodeIsAskedAgainElsewhere() {
        try (var cluster = new ServerCluster(Clock.offset(Clock.systemUTC(), LATER))) {
            cluster.service("lost", 8080);
            cluster.server("lost");
            await().until(() -> probe(cluster).isPresent());
            var lost = probe(cluster).orElseThrow();
            bind(cluster, lost, "dead-node");

            // what the node life-cycle controller does, five minutes after the node was last heard
            cluster.admin.resource(lost).delete();

            await().until(() ->
                    probe(cluster).filter(pod -> !uid(pod).equals(uid(lost))).isPresent());
            assertThat(probe(cluster).orElseThrow().getMetadata().getDeletionTimestamp())
                    .isNull();
        }
    }

    private static void bind(ServerCluster cluster, Pod pod, String node) {
        var binding = new BindingBuilder()
                .withMetadata(pod.getMetadata())
                .withNewTarget()
                .withApiVersion("v1")
                .withKind("Node")
                .withName(node)
                .endTarget()
                .build();
        cluster.admin
                .bindings()
                .inNamespace(cluster.namespace)
                .resource(binding)
                .create();
    }

    private static Optional<Pod> probe(ServerCluster cluster) {
        return Optional.ofNullable(cluster.admin
                .pods()
                .inNamespace(cluster.namespace)
                .withName("mcp-lost-probe-1")
                .get());
    }

    private static String uid(Pod pod) {
        return pod.getMetadata().getUid();
    }
}
