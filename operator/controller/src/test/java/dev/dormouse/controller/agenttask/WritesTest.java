/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.controller.agenttask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dormouse.crds.testing.ApiServer;
import dev.dormouse.crds.v1alpha1.AgentTaskStatus;
import dev.dormouse.crds.v1alpha1.TaskPhase;
import dev.dormouse.wire.state.Head.ParkReason;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a task costs the API server; its controller has no other. */
class WritesTest {
    private static final String STATUS = "patch AgentTask/status";
    /** As many as the task has things to tell; those of a moment are told together, unless the moment is a long one. */
    private static final int MOST_STATUSES = 12;
    /** Tried a second time when the cache doesn't show the first one yet. */
    private static final List<String> PERHAPS_TWICE = List.of("create ConfigMap", "create Pod", "delete Pod");

    private static final String ACCEPTED =
            "{range .items[*]}{.metadata.namespace} {.status.conditions[?(@.type==\"Accepted\")].status}{\"\\n\"}{end}";

    @Test
    void aTaskOfOneTurnCostsOneWriteAnObjectAndAFewOfItsStatus() {
        try (var cluster = new Cluster(100)) {
            awaitThatOthersAreRefused(cluster);
            int others = cluster.writes().getOrDefault(STATUS, 0);
            cluster.apply("frugal", "remind");
            await().until(() -> cluster.pod("frugal", 1).isPresent());
            cluster.run("frugal-e1");
            cluster.commit("frugal", head -> Heads.running(Heads.taken(head), "remind"));
            awaitPhase(cluster, TaskPhase.RUNNING);
            cluster.commit("frugal", head -> Heads.parked(Heads.completed(head, "remind"), ParkReason.IDLE, 1));
            cluster.end("frugal-e1", 0);
            awaitPhase(cluster, TaskPhase.COMPLETED);
            await().until(() -> cluster.pod("frugal", 1).isEmpty());

            var writes = cluster.writes();
            writes.merge(STATUS, -others, Integer::sum);
            int all = writes.values().stream().mapToInt(Integer::intValue).sum();
            System.out.println("controller's writes from apply to Completed: " + all + " " + writes);
            assertThat(writes)
                    .containsOnlyKeys(
                            "create ConfigMap",
                            "create Pod",
                            "create Role",
                            "create RoleBinding",
                            "create ServiceAccount",
                            "delete Pod",
                            STATUS);
            assertThat(writes.remove(STATUS)).as(STATUS).isLessThanOrEqualTo(MOST_STATUSES);
            PERHAPS_TWICE.forEach(
                    each -> assertThat(writes.remove(each)).as(each).isBetween(1, 2));
            assertThat(writes.values()).as(writes.toString()).containsOnly(1);
        }
    }

    /** Tasks that former tests have left in their namespaces: each is told that this operator doesn't run it. */
    private static void awaitThatOthersAreRefused(Cluster cluster) {
        await("the others are refused")
                .until(() -> ApiServer.shared()
                        .kubectl("", "get", "agenttasks", "-A", "-o", "jsonpath=" + ACCEPTED)
                        .output()
                        .lines()
                        .allMatch(line -> line.startsWith(cluster.namespace + " ") || line.endsWith(" False")));
    }

    private static void awaitPhase(Cluster cluster, TaskPhase phase) {
        await("frugal " + phase)
                .until(() ->
                        cluster.status("frugal").map(AgentTaskStatus::phase).orElse(null) == phase);
    }
}
