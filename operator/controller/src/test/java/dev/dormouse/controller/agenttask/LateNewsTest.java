/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.controller.agenttask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dormouse.crds.testing.ApiServer;
import dev.dormouse.crds.v1alpha1.AgentTaskStatus;
import dev.dormouse.crds.v1alpha1.DesiredState;
import dev.dormouse.crds.v1alpha1.TaskPhase;
import dev.dormouse.wire.state.Head.ParkReason;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** An operator that hears of every change but those of one kind, as when that one of its watches has stalled. */
class LateNewsTest {
    private static Cluster cluster;

    @BeforeAll
    static void start() {
        cluster = deafTo("pods");
    }

    @AfterAll
    static void stop() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @Test
    void aPodThatIsNotYetSeenIsNotTakenForLost() {
        running("unseen");

        assertThat(cluster.head("unseen").epoch()).isEqualTo(1);
        assertThat(cluster.pods())
                .extracting(pod -> pod.getMetadata().getName())
                .contains("unseen-e1")
                .doesNotContain("unseen-e2");
    }

    @Test
    void aTaskWhosePodIsNotYetSeenIsCancelledByItsBroker() {
        running("cancelled");

        cluster.want("cancelled", DesiredState.CANCELLED);

        awaitSeen("cancelled", 2);
        assertThat(cluster.head("cancelled").epoch()).isEqualTo(1);
        assertThat(cluster.head("cancelled").park()).isNull();
    }

    @Test
    void aTaskWhosePodIsNotYetSeenIsSuspendedWhenItsBrokerSaysSo() {
        running("suspended");

        cluster.want("suspended", DesiredState.SUSPENDED);

        awaitSeen("suspended", 2);
        assertThat(cluster.status("suspended").orElseThrow().phase()).isEqualTo(TaskPhase.RUNNING);
        cluster.commit("suspended", head -> Heads.parked(head, ParkReason.SUSPENDED, 2));
        awaitPhase("suspended", TaskPhase.SUSPENDED);
    }

    @Test
    void aPodThatIsGoneIsFollowed() {
        running("gone");

        cluster.admin.pods().inNamespace(cluster.namespace).withName("gone-e1").delete();
        cluster.commit("gone", head -> Heads.running(head, "one"));

        await().until(() -> cluster.pod("gone", 2).isPresent());
    }

    @Test
    void noPodStartsWithoutTheRuntimeThatIsNotYetSeen() {
        try (var unaware = deafTo("agentruntimes")) {
            var runtime = ApiServer.shared().kubectl("""
                    apiVersion: dormouse.dev/v1alpha1
                    kind: AgentRuntime
                    metadata: {name: default}
                    spec: {pod: {runtimeClassName: gvisor}}
                    """, "-n", unaware.namespace, "apply", "-f", "-");
            assertThat(runtime.ok()).as(runtime.output()).isTrue();

            unaware.apply("early", "one");

            await().until(() -> unaware.status("early").isPresent());
            await().during(Duration.ofSeconds(2))
                    .until(() -> unaware.pod("early", 1).isEmpty());
        }
    }

    @Test
    void noPodStartsWithoutTheWallThatSomebodyTookAway() {
        try (var unaware = deafTo("networkpolicies")) {
            unaware.apply("walled", "one");
            await().until(() -> unaware.pod("walled", 1).isPresent());
            var wall = unaware.admin.network().v1().networkPolicies().inNamespace(unaware.namespace);
            var before = wall.list().getItems();
            assertThat(before).hasSize(1);
            unaware.admin.resourceList(before).delete();

            unaware.apply("next", "one");

            await().until(() -> unaware.pod("next", 1).isPresent());
            assertThat(wall.list().getItems()).hasSize(1);
        }
    }

    private static Cluster deafTo(String kind) {
        return new Cluster(
                100,
                Set.of(ApiServer.shared().namespace()),
                http -> http.addOrReplaceInterceptor("deaf", new Deaf(kind)));
    }

    private static void running(String task) {
        cluster.apply(task, "one");
        await().until(() -> cluster.pod(task, 1).isPresent());
        cluster.run(task + "-e1");
        cluster.commit(task, head -> Heads.running(Heads.taken(head), "one"));
        awaitPhase(task, TaskPhase.RUNNING);
    }

    private static void awaitPhase(String task, TaskPhase phase) {
        await(task + " " + phase)
                .until(() -> cluster.status(task)
                        .map(AgentTaskStatus::phase)
                        .filter(phase::equals)
                        .isPresent());
    }

    private static void awaitSeen(String task, long generation) {
        await(task + " is seen")
                .until(() -> cluster.status(task)
                        .map(AgentTaskStatus::observedGeneration)
                        .filter(seen -> seen == generation)
                        .isPresent());
    }

    /** Its watches of the kind are of objects that nobody labels so. */
    private record Deaf(String kind) implements Interceptor {
        @Override
        public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
            var asked = request.uri().toString();
            if (asked.contains("/" + kind + "?") && asked.contains("watch=true")) {
                builder.uri(URI.create(asked.replaceAll("labelSelector=[^&]*&?", "") + "&labelSelector=nobody"));
            }
        }
    }
}
