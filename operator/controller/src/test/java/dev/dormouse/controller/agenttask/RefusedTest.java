/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.controller.agenttask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.IntNode;
import dev.dormouse.crds.v1alpha1.AgentTask;
import dev.dormouse.crds.v1alpha1.AgentTaskStatus;
import dev.dormouse.crds.v1alpha1.Condition;
import dev.dormouse.crds.v1alpha1.TaskPhase;
import dev.dormouse.wire.state.Blobs;
import dev.dormouse.wire.state.Head;
import dev.dormouse.wire.state.Head.ParkReason;
import dev.dormouse.wire.state.PartName;
import dev.dormouse.wire.state.TurnState;
import dev.dormouse.wire.state.TurnState.TurnCounters;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the API server doesn't take, and states that no broker leaves: said, bounded, and in nobody else's way. */
class RefusedTest {
    private static final int MAX_PODS = 3;

    private static Cluster cluster;

    @BeforeAll
    static void start() {
        cluster = new Cluster(MAX_PODS);
    }

    @AfterAll
    static void stop() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @Test
    void aStateThatMayNotBeMadeIsSaidAndTriedAgain() {
        var forbidden = Forbidden.creation(cluster.admin, someMap("quota-like-state"));
        cluster.apply("quota-like", "one");

        patiently()
                .untilAsserted(() -> assertThat(
                                cluster.status("quota-like").orElseThrow().waitingOn())
                        .contains("the API server to take its ConfigMap", "not here"));
        assertThat(phase("quota-like")).isEqualTo(TaskPhase.PENDING);

        forbidden.lift();
        awaitPod("quota-like", 1);
        finish("quota-like");
    }

    @Test
    void whatABrokerWantsToStoreMayBeRefusedAndTheTaskIsStillLedOn() {
        var forbidden = Forbidden.creation(cluster.admin, someMap("storing-blob-1-1"));
        cluster.apply("storing", "one");
        awaitPod("storing", 1);
        cluster.run("storing-e1");

        cluster.commit(
                "storing", head -> Heads.running(Heads.taken(head), "one").with(wanting(1)));

        awaitPhase("storing", TaskPhase.RUNNING);
        patiently().until(() -> events("storing").contains("Refused"));
        forbidden.lift();
        patiently().until(() -> cluster.map("storing-blob-1-1").isPresent());
        finish("storing");
    }

    @Test
    void podsThatAreRefusedOrWhoseNameIsTakenKeepNobodysPlace() {
        var forbidden = Forbidden.creation(cluster.admin, somePod("unwanted-e1"));
        var squatters = Stream.of("one", "two").map(RefusedTest::squat).toList();
        cluster.apply("unwanted", "turn");
        squatters.forEach(pod -> cluster.apply(task(pod), "turn"));
        squatters.forEach(pod -> patiently()
                .untilAsserted(
                        () -> assertThat(cluster.status(task(pod)).orElseThrow().waitingOn())
                                .contains("the name " + name(pod), "isn't the task's")));
        patiently()
                .untilAsserted(() -> assertThat(
                                cluster.status("unwanted").orElseThrow().waitingOn())
                        .contains("the API server to take its pod", "not here"));

        cluster.apply("another", "turn");

        awaitPod("another", 1);
        finish("another");
        forbidden.lift();
        squatters.forEach(pod -> cluster.admin.resource(pod).withGracePeriod(0).delete());
        squatters.forEach(pod -> awaitPod(task(pod), 1));
        squatters.forEach(pod -> finish(task(pod)));
        awaitPod("unwanted", 1);
        finish("unwanted");
    }

    @Test
    void aStateThatMayNotBeRaisedKeepsWhatIsShownOfItsTask() {
        running("kept");
        cluster.commit("kept", head -> Heads.parked(Heads.completed(head, "one"), ParkReason.IDLE, 1));
        cluster.end("kept-e1", 0);
        awaitPhase("kept", TaskPhase.COMPLETED);
        var forbidden = Forbidden.update(cluster.admin, cluster.state("kept").orElseThrow());

        cluster.append("kept", "two");

        patiently()
                .untilAsserted(
                        () -> assertThat(cluster.status("kept").orElseThrow().waitingOn())
                                .contains("the API server to take its ConfigMap", "not here"));
        var status = cluster.status("kept").orElseThrow();
        assertThat(status.stateUID())
                .isEqualTo(cluster.state("kept").orElseThrow().getMetadata().getUid());
        assertThat(Objects.requireNonNull(status.turns()).getFirst().result()).hasToString("20");
        forbidden.lift();
        awaitPod("kept", 2);
        finish("kept");
    }

    @Test
    void aStateThatCanNotBeChangedAnyMoreIsTampered() {
        running("frozen");
        cluster.admin
                .configMaps()
                .inNamespace(cluster.namespace)
                .withName("frozen-state")
                .edit(state -> {
                    state.setImmutable(true);
                    return state;
                });

        cluster.end("frozen-e1", 1);

        awaitTampered("frozen", "can't be changed any more");
    }

    @Test
    void aHeadThatWantsMorePartsThanThereMayBeIsTampered() {
        running("greedy");

        cluster.commit("greedy", head -> head.with(wanting(200)));

        awaitTampered("greedy", "its head names 200 parts");
        assertThat(cluster.map("greedy-blob-1-1")).isEmpty();
    }

    @Test
    void anEpochThatGoesBackIsTampered() {
        running("backwards");
        cluster.end("backwards-e1", 1);
        awaitPod("backwards", 2);
        cluster.run("backwards-e2");
        patiently().until(() -> condition("backwards", "SandboxReady").message().startsWith("pod backwards-e2 runs"));

        cluster.commit("backwards", head -> head.ownedBy(1, "broker-1"));

        awaitPhase("backwards", TaskPhase.FAILED);
        patiently().until(() -> cluster.pod("backwards", 2).isEmpty());
        cluster.append("backwards", "two"); // and so it stays
        patiently()
                .until(() -> Objects.equals(
                        cluster.status("backwards").orElseThrow().observedGeneration(),
                        cluster.task("backwards").getMetadata().getGeneration()));
        awaitTampered("backwards", "its epoch is 1 after 2");
        assertThat(cluster.pod("backwards", 2)).isEmpty();
    }

    @Test
    void aStatusThatCanNotBeSaysSoAndTheTaskGoesOn() {
        running("odd");

        cluster.commit("odd", head -> Heads.running(head, "x".repeat(100)));

        patiently()
                .untilAsserted(() -> assertThat(condition("odd", "Stalled").message())
                        .contains("not one that can be shown", "turns[1].name"));
        cluster.end("odd-e1", 1);
        awaitPod("odd", 2);
        finish("odd");
    }

    @Test
    void ofALongSessionTheLatestTurnsAreShown() {
        running("long");

        cluster.commit("long", RefusedTest::withManyTurns);

        patiently()
                .untilAsserted(() -> assertThat(Objects.requireNonNull(
                                cluster.status("long").orElseThrow().turns()))
                        .hasSize(256)
                        .last()
                        .extracting(turn -> turn.name())
                        .isEqualTo("turn-300"));
        finish("long");
    }

    private static Head withManyTurns(Head head) {
        var result = head;
        for (int i = 1; i <= 300; i++) {
            result = result.withTurn(
                    TurnState.running("turn-" + i, 1).completed(new IntNode(i), new TurnCounters(1, 0, 0), 2));
        }
        return result;
    }

    private static Blobs wanting(int parts) {
        var names = IntStream.rangeClosed(1, parts)
                .mapToObj(n -> PartName.of("1-" + n))
                .toList();
        return new Blobs(parts, names, List.of(), List.of(), null);
    }

    private static void running(String task) {
        cluster.apply(task, "one");
        awaitPod(task, 1);
        cluster.run(task + "-e1");
        cluster.commit(task, head -> Heads.running(Heads.taken(head), "one"));
        awaitPhase(task, TaskPhase.RUNNING);
    }

    /** What is refused is tried again after 15 s. */
    private static ConditionFactory patiently() {
        return await().atMost(Duration.ofSeconds(60));
    }

    /** Gives its place to the next test. */
    private static void finish(String task) {
        cluster.admin.resource(cluster.task(task)).delete();
    }

    /** What a garbage collector would do: there is none. */
    private static void collect() {
        cluster.pods().stream()
                .filter(pod -> pod.getMetadata().getOwnerReferences().stream()
                        .anyMatch(
                                owner -> cluster
                                        .admin
                                        .resources(AgentTask.class)
                                        .inNamespace(cluster.namespace)
                                        .list()
                                        .getItems()
                                        .stream()
                                        .noneMatch(task ->
                                                task.getMetadata().getUid().equals(owner.getUid()))))
                .forEach(pod -> cluster.admin.resource(pod).withGracePeriod(0).delete());
    }

    private static void awaitTampered(String task, String what) {
        awaitPhase(task, TaskPhase.FAILED);
        assertThat(condition(task, "Failed").reason()).isEqualTo("StateTampered");
        assertThat(condition(task, "Failed").message()).contains(what);
        finish(task);
    }

    private static void awaitPod(String task, long epoch) {
        patiently().alias(task + "-e" + epoch).until(() -> {
            collect();
            return cluster.pod(task, epoch)
                    .filter(pod -> !pod.getMetadata().getOwnerReferences().isEmpty())
                    .isPresent();
        });
    }

    private static void awaitPhase(String task, TaskPhase phase) {
        patiently()
                .alias(task + " " + phase)
                .until(() -> cluster.status(task).map(AgentTaskStatus::phase).orElse(null) == phase);
    }

    private static TaskPhase phase(String task) {
        return Objects.requireNonNull(cluster.status(task).orElseThrow().phase());
    }

    private static Condition condition(String task, String type) {
        return Objects.requireNonNull(cluster.status(task).orElseThrow().conditions()).stream()
                .filter(condition -> condition.type().equals(type))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> events(String task) {
        return cluster.admin.events().v1().events().inNamespace(cluster.namespace).list().getItems().stream()
                .filter(event -> event.getRegarding().getName().equals(task))
                .map(event -> event.getReason())
                .toList();
    }

    /** Somebody's pod that has the name of a pod to come. */
    private static Pod squat(String task) {
        return cluster.admin.resource(somePod("squatted-" + task + "-e1")).create();
    }

    private static Pod somePod(String name) {
        return new PodBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(cluster.namespace)
                .endMetadata()
                .withNewSpec()
                .withAutomountServiceAccountToken(false)
                .withNewSecurityContext()
                .withRunAsNonRoot(true)
                .withNewSeccompProfile()
                .withType("RuntimeDefault")
                .endSeccompProfile()
                .endSecurityContext()
                .addNewContainer()
                .withName("it")
                .withImage("it")
                .withNewSecurityContext()
                .withAllowPrivilegeEscalation(false)
                .withNewCapabilities()
                .addToDrop("ALL")
                .endCapabilities()
                .endSecurityContext()
                .endContainer()
                .endSpec()
                .build();
    }

    private static String name(Pod pod) {
        return pod.getMetadata().getName();
    }

    private static String task(Pod squatter) {
        return name(squatter).replace("-e1", "");
    }

    private static ConfigMap someMap(String name) {
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(cluster.namespace)
                .endMetadata()
                .build();
    }
}
