/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.controller.agenttask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dormouse.controller.settings.Labels;
import dev.dormouse.crds.testing.ApiServer;
import dev.dormouse.crds.v1alpha1.AgentTaskStatus;
import dev.dormouse.crds.v1alpha1.DesiredState;
import dev.dormouse.crds.v1alpha1.TaskPhase;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** An operator that hears of every change but those of pods, as when that one of its watches has stalled. */
class LateNewsTest {
    private static Cluster cluster;

    @BeforeAll
    static void start() {
        cluster = new Cluster(
                100, ApiServer.shared().namespace(), http -> http.addOrReplaceInterceptor("deaf", new DeafToPods()));
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
    void aPodThatIsGoneIsFollowed() {
        running("gone");

        cluster.admin.pods().inNamespace(cluster.namespace).withName("gone-e1").delete();
        cluster.commit("gone", head -> Heads.running(head, "one"));

        await().until(() -> cluster.pod("gone", 2).isPresent());
    }

    private static void running(String task) {
        cluster.apply(task, "one");
        await().until(() -> cluster.pod(task, 1).isPresent());
        cluster.run(task + "-e1");
        cluster.commit(task, head -> Heads.running(Heads.taken(head), "one"));
        await(task + " runs")
                .until(() -> cluster.status(task)
                        .map(AgentTaskStatus::phase)
                        .filter(TaskPhase.RUNNING::equals)
                        .isPresent());
    }

    private static void awaitSeen(String task, long generation) {
        await(task + " is seen")
                .until(() -> cluster.status(task)
                        .map(AgentTaskStatus::observedGeneration)
                        .filter(seen -> seen == generation)
                        .isPresent());
    }

    /** Its watch of pods is one of pods that nobody has. */
    private static final class DeafToPods implements Interceptor {
        private static final String TASKS = "labelSelector=" + URLEncoder.encode(Labels.TASK, StandardCharsets.UTF_8);

        @Override
        public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
            var asked = request.uri().toString();
            if (asked.contains("/pods?") && asked.contains("watch=true")) {
                assertThat(asked).contains(TASKS);
                builder.uri(URI.create(asked.replace(TASKS, "labelSelector=nobody")));
            }
        }
    }
}
