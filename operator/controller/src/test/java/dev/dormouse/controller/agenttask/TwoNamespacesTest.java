/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.controller.agenttask;

import static org.awaitility.Awaitility.await;

import dev.dormouse.crds.testing.ApiServer;
import dev.dormouse.crds.v1alpha1.AgentTask;
import dev.dormouse.crds.v1alpha1.TaskPhase;
import dev.dormouse.wire.state.TaskState;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TwoNamespacesTest {
    /** The operator that starts finds the states of both; each of its watches has a list of its own. */
    @Test
    void aStateThatGoesAwayIsMissedInEachNamespace() {
        var namespaces = new LinkedHashSet<>(
                List.of(ApiServer.shared().namespace(), ApiServer.shared().namespace()));
        try (var before = new Cluster(100, namespaces, _ -> {})) {
            start(before, namespaces, "kept");
        }
        try (var after = new Cluster(100, namespaces, _ -> {})) {
            start(after, namespaces, "behind-it");
            for (var each : namespaces) {
                after.admin
                        .configMaps()
                        .inNamespace(each)
                        .withName(TaskState.nameFor("kept"))
                        .delete();

                await(each).until(() -> phase(after, each) == TaskPhase.FAILED);
            }
        }
    }

    private static void start(Cluster cluster, Set<String> namespaces, String task) {
        namespaces.forEach(each -> cluster.applyIn(each, task, "one"));
        namespaces.forEach(each -> await().until(() ->
                cluster.admin.pods().inNamespace(each).withName(task + "-e1").get() != null));
    }

    private static TaskPhase phase(Cluster cluster, String namespace) {
        return cluster.admin
                .resources(AgentTask.class)
                .inNamespace(namespace)
                .withName("kept")
                .require()
                .getStatus()
                .phase();
    }
}
