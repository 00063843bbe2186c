/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.controller.agenttask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dormouse.crds.testing.ApiServer;
import dev.dormouse.crds.v1alpha1.AgentTaskStatus;
import dev.dormouse.crds.v1alpha1.Condition;
import dev.dormouse.crds.v1alpha1.DesiredState;
import dev.dormouse.crds.v1alpha1.TaskPhase;
import dev.dormouse.wire.Json;
import dev.dormouse.wire.state.Blobs;
import dev.dormouse.wire.state.Head;
import dev.dormouse.wire.state.Head.ParkReason;
import dev.dormouse.wire.state.PartName;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ControllerTest {
    private static Cluster cluster;

    @BeforeAll
    static void start() {
        cluster = new Cluster(100);
    }

    @AfterAll
    static void stop() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @Test
    void aTaskGoesFromItsPodToItsResultAndThePodIsGone() {
        cluster.apply("invoices", "remind");
        await().until(() -> cluster.pod("invoices", 1).isPresent());
        assertThat(phase("invoices")).isEqualTo(TaskPhase.PENDING);
        assertThat(status("invoices").stateUID())
                .isEqualTo(cluster.state("invoices").orElseThrow().getMetadata().getUid());

        cluster.run("invoices-e1");
        cluster.commit("invoices", head -> Heads.running(Heads.taken(head), "remind"));
        awaitPhase("invoices", TaskPhase.RUNNING);
        cluster.commit("invoices", head -> Heads.parked(Heads.completed(head, "remind"), ParkReason.IDLE, 1));
        cluster.end("invoices-e1", 0);

        awaitPhase("invoices", TaskPhase.COMPLETED);
        await().until(() -> cluster.pod("invoices", 1).isEmpty());
        var turn = Objects.requireNonNull(status("invoices").turns()).getFirst();
        assertThat(turn.result()).hasToString("20");
        assertThat(condition("invoices", "Complete").status()).isEqualTo("True");
    }

    @Test
    void anAppendedTurnGetsAPodOfTheNextEpoch() {
        completed("appended", "one");

        cluster.append("appended", "two");

        await().until(() -> cluster.pod("appended", 2).isPresent());
        assertThat(cluster.head("appended").park()).isNull();
        assertThat(environment("appended-e2")).containsEntry("DORMOUSE_PREDECESSOR_GONE", "true");
    }

    @Test
    void aDeletedPodIsFollowedByOneOfTheNextEpoch() {
        cluster.apply("killed", "one");
        await().until(() -> cluster.pod("killed", 1).isPresent());
        cluster.run("killed-e1");
        cluster.commit("killed", head -> Heads.running(Heads.taken(head), "one"));
        awaitPhase("killed", TaskPhase.RUNNING);

        cluster.admin
                .pods()
                .inNamespace(cluster.namespace)
                .withName("killed-e1")
                .delete();

        await().until(() -> cluster.pod("killed", 2).isPresent());
        assertThat(cluster.head("killed").epoch()).isEqualTo(2);
        assertThat(cluster.head("killed").instance()).isNull();
        assertThat(environment("killed-e2")).containsEntry("DORMOUSE_PREDECESSOR_GONE", "false");
    }

    @Test
    void aPodThatEndsWithoutParkingIsFollowedByOneThatKnowsItIsGone() {
        cluster.apply("crashed", "one");
        await().until(() -> cluster.pod("crashed", 1).isPresent());
        cluster.commit("crashed", head -> Heads.running(Heads.taken(head), "one"));

        cluster.end("crashed-e1", 1);

        await().until(() -> cluster.pod("crashed", 2).isPresent());
        assertThat(environment("crashed-e2")).containsEntry("DORMOUSE_PREDECESSOR_GONE", "true");
        await().until(() -> cluster.pod("crashed", 1).isEmpty());
    }

    @Test
    void aStateThatIsGoneIsNeverMadeAgain() {
        completed("lost", "one");

        cluster.admin
                .configMaps()
                .inNamespace(cluster.namespace)
                .withName("lost-state")
                .delete();
        cluster.append("lost", "two");

        awaitPhase("lost", TaskPhase.FAILED);
        assertThat(condition("lost", "Failed").reason()).isEqualTo("StateLost");
        assertThat(cluster.state("lost")).isEmpty();
        assertThat(cluster.pod("lost", 1)).isEmpty();
    }

    @Test
    void whatABrokerWantsToStoreIsMadeForItAndGoesWhenNoHeadNamesItAnyMore() {
        cluster.apply("large", "one");
        await().until(() -> cluster.pod("large", 1).isPresent());
        cluster.run("large-e1");
        var first = List.of(PartName.of("1-1"), PartName.of("1-2"));
        cluster.commit(
                "large",
                head -> Heads.running(Heads.taken(head), "one").with(new Blobs(2, first, List.of(), List.of(), null)));

        await().until(() -> cluster.map("large-blob-1-2").isPresent());
        assertThat(cluster.map("large-blob-1-1")).isPresent();
        assertThat(cluster.roleNames("large-task")).contains("large-blob-1-1", "large-blob-1-2");

        cluster.commit(
                "large",
                head -> Heads.running(head, "one")
                        .with(new Blobs(3, List.of(PartName.of("1-3")), first.subList(1, 2), List.of(), null)));
        await().until(() -> cluster.map("large-blob-1-1").isEmpty()
                && cluster.map("large-blob-1-3").isPresent());
        assertThat(cluster.map("large-blob-1-2")).isPresent();

        cluster.commit(
                "large",
                head -> Heads.parked(Heads.completed(head, "one"), ParkReason.IDLE, 1)
                        .with(new Blobs(3, List.of(), first.subList(1, 2), List.of(), null)));
        await().until(() -> cluster.map("large-blob-1-3").isEmpty());
        cluster.end("large-e1", 0);
        awaitPhase("large", TaskPhase.COMPLETED);
        assertThat(cluster.map("large-blob-1-2")).isPresent();

        cluster.append("large", "two");
        await().until(() -> cluster.pod("large", 2).isPresent());
        assertThat(cluster.roleNames("large-task")).contains("large-blob-1-2").doesNotContain("large-blob-1-1");
        assertThat(cluster.map("large-blob-1-2")).isPresent();
    }

    @Test
    void aPartOfTheStateThatIsGoneIsTheStateLost() {
        completed("holed", "one");
        cluster.commit(
                "holed", head -> head.with(new Blobs(1, List.of(PartName.of("1-1")), List.of(), List.of(), null)));
        await().until(() -> cluster.map("holed-blob-1-1").isPresent());
        cluster.commit(
                "holed", head -> head.with(new Blobs(1, List.of(), List.of(PartName.of("1-1")), List.of(), null)));

        cluster.admin
                .configMaps()
                .inNamespace(cluster.namespace)
                .withName("holed-blob-1-1")
                .delete();

        awaitPhase("holed", TaskPhase.FAILED);
        assertThat(condition("holed", "Failed").reason()).isEqualTo("StateLost");
        assertThat(condition("holed", "Failed").message()).contains("holed-blob-1-1");
        cluster.append("holed", "two");
        await().during(Duration.ofSeconds(1))
                .until(() -> cluster.pod("holed", 2).isEmpty());
    }

    @Test
    void theStateOfAFormerTaskOfTheNameIsLeftAloneUntilItIsGone() {
        var former = cluster.admin
                .resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withName("again-state")
                        .withNamespace(cluster.namespace)
                        .addToLabels("dormouse.dev/task", "again")
                        .endMetadata()
                        .withData(Map.of("head", Json.text(Head.initial("former"))))
                        .build())
                .create();
        cluster.apply("again", "one");
        await().during(Duration.ofSeconds(1))
                .until(() -> cluster.pod("again", 1).isEmpty());

        cluster.admin.resource(former).delete();

        await().until(() -> cluster.pod("again", 1).isPresent());
        assertThat(cluster.head("again").taskUid())
                .isEqualTo(cluster.task("again").getMetadata().getUid());
    }

    @Test
    void aTaskOfANamespaceThatIsNotEnabledIsToldSo() {
        var elsewhere = ApiServer.shared().namespace();
        var task = cluster.applyIn(elsewhere, "foreign", "one");

        await().until(() -> Objects.equals(
                cluster.admin.resource(task).require().getStatus().observedGeneration(), 1L));

        var conditions = cluster.admin.resource(task).require().getStatus().conditions();
        var accepted = Objects.requireNonNull(conditions).getFirst();
        assertThat(accepted.type()).isEqualTo("Accepted");
        assertThat(accepted.reason()).isEqualTo("NamespaceNotEnabled");
    }

    @Test
    void suspendedBeforeItBeganItHasNoPodUntilItRuns() {
        completed("paused", "one");
        cluster.want("paused", DesiredState.SUSPENDED);
        cluster.append("paused", "two");
        awaitPhase("paused", TaskPhase.SUSPENDED);
        assertThat(cluster.pod("paused", 2)).isEmpty();

        cluster.want("paused", DesiredState.RUNNING);

        await().until(() -> cluster.pod("paused", 2).isPresent());
    }

    @Test
    void cancelledWithoutAPodItEndsWithAnEpochThatNoBrokerHas() {
        cluster.apply("doubtful", "one");
        await().until(() -> cluster.pod("doubtful", 1).isPresent());
        cluster.commit("doubtful", head -> Heads.inDoubt(Heads.taken(head), "one", 1));
        cluster.end("doubtful-e1", 0);
        awaitPhase("doubtful", TaskPhase.AWAITING_DECISION);
        assertThat(condition("doubtful", "Stalled").message()).contains("books.send_email (call 7 of one/1)");

        cluster.want("doubtful", DesiredState.CANCELLED);

        awaitPhase("doubtful", TaskPhase.CANCELLED);
        assertThat(cluster.head("doubtful").epoch()).isEqualTo(2);
        assertThat(Objects.requireNonNull(cluster.head("doubtful").park()).reason())
                .isEqualTo(ParkReason.CANCELLED);
    }

    @Test
    void aPodThatRunsMayReadTheServersThatItsTaskNamesByNow() {
        cluster.apply("widened", "one");
        await().until(() -> cluster.pod("widened", 1).isPresent());
        cluster.run("widened-e1");
        awaitPhase("widened", TaskPhase.RUNNING);

        cluster.addTool("widened", "books");

        await().untilAsserted(() -> assertThat(cluster.admin
                        .rbac()
                        .roles()
                        .inNamespace(cluster.namespace)
                        .withName("widened-task")
                        .require()
                        .getRules())
                .anySatisfy(rule -> assertThat(rule.getResourceNames()).containsExactly("books")));
    }

    /** The framework in use drops a change of the spec that it takes for the echo of its own write of the status. */
    @Test
    void aSpecChangeThatLandsWhileTheStatusIsWrittenIsNotLost() {
        cluster.apply("raced", "turn-0");
        await().until(() -> cluster.pod("raced", 1).isPresent());
        cluster.run("raced-e1");
        for (int i = 0; i < 25; i++) {
            var done = "turn-" + i;
            var next = "turn-" + (i + 1);
            // the commit makes the controller write the status; the change lands around that write
            var commit = Thread.startVirtualThread(
                    () -> cluster.commit("raced", head -> Heads.completed(Heads.taken(head), done)));
            cluster.append("raced", next);
            join(commit);
            await().pollInterval(Duration.ofMillis(20))
                    .until(() -> Objects.equals(
                            status("raced").observedGeneration(),
                            cluster.task("raced").getMetadata().getGeneration()));
        }
        assertThat(status("raced").turns()).hasSize(26);
    }

    @Test
    void everyTransitionIsAnEvent() {
        completed("told", "one");

        await().untilAsserted(() -> assertThat(cluster.admin
                        .events()
                        .v1()
                        .events()
                        .inNamespace(cluster.namespace)
                        .list()
                        .getItems())
                .filteredOn(event -> "told".equals(event.getRegarding().getName()))
                .extracting(event -> event.getReason())
                .contains("Pending", "PodStarted", "Completed"));
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void completed(String task, String turn) {
        cluster.apply(task, turn);
        await().until(() -> cluster.pod(task, 1).isPresent());
        cluster.commit(task, head -> Heads.parked(Heads.completed(Heads.taken(head), turn), ParkReason.IDLE, 1));
        cluster.end(task + "-e1", 0);
        awaitPhase(task, TaskPhase.COMPLETED);
        await().until(() -> cluster.pod(task, 1).isEmpty());
    }

    private static void awaitPhase(String task, TaskPhase phase) {
        await(task + " " + phase)
                .until(() -> cluster.status(task).map(AgentTaskStatus::phase).orElse(null) == phase);
    }

    private static AgentTaskStatus status(String task) {
        return cluster.status(task).orElseThrow();
    }

    private static TaskPhase phase(String task) {
        return Objects.requireNonNull(status(task).phase());
    }

    private static Condition condition(String task, String type) {
        return Objects.requireNonNull(status(task).conditions()).stream()
                .filter(condition -> condition.type().equals(type))
                .findFirst()
                .orElseThrow();
    }

    private static Map<String, String> environment(String pod) {
        var found = cluster.pods().stream()
                .filter(it -> ((HasMetadata) it).getMetadata().getName().equals(pod))
                .findFirst()
                .orElseThrow();
        return found.getSpec().getContainers().getFirst().getEnv().stream()
                .collect(Collectors.toMap(it -> it.getName(), it -> it.getValue()));
    }
}
