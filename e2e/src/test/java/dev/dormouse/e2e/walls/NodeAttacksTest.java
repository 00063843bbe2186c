/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.e2e.walls;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dormouse.e2e.Attack;
import dev.dormouse.e2e.Withheld;
import dev.dormouse.e2e.node.Node;
import dev.dormouse.e2e.node.NodeOffice;
import dev.dormouse.e2e.node.Task;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Promise 8 in real pods, with the files of {@code e2e/attacks} that say so in their first line: turns of a few tasks, whose
 * pods stay between them. Each ends as it says, no container of the pod is restarted by it, and the next turn sees the
 * variables of the first one. {@code -De2e.attack=NAME} runs one.
 */
@Timeout(300)
@TestInstance(Lifecycle.PER_CLASS)
class NodeAttacksTest {
    private static final String NAMESPACE = "walls";
    private static final String SECRET = "demo-books-4f1c9e7a20b8d365";
    private static final String TOKEN_FILE = "/var/run/secrets/kubernetes.io/serviceaccount/token";
    /** Long enough for all of a task's attacks, in one pod. */
    private static final String SPEC = """
              idleSeconds: 300
              limits: {cpuSeconds: 4}
              tools: [{name: books, serverRef: {name: books}, allow: [list_invoices]}]
            """;
    /** As many as run at a time. */
    private static final int TASKS = 2;

    private final Node node = Node.shared();
    private final NodeOffice office = NodeOffice.open(NAMESPACE, 0);

    @BeforeAll
    void theServerThatTheTasksName() {
        office.apply("task.yaml", Node.unique("mcpserver")).delete();
    }

    @AfterAll
    void nothingHappenedOutside() {
        assertThat(office.mails()).isEmpty();
        assertThat(office.log()).isEmpty();
    }

    @TestFactory
    @Execution(ExecutionMode.CONCURRENT) // with each other; beside another class, that may take the operator away
    Stream<DynamicTest> eachAttackEndsAsItsFirstLineSaysAndThePodLivesOn() throws IOException {
        var chosen = Attack.all().stream().filter(Attack::onNode).toList();
        var together = chosen.stream().filter(each -> !each.pollutes()).toList();
        var sharing = IntStream.range(0, TASKS)
                .mapToObj(task -> IntStream.range(0, together.size())
                        .filter(i -> i % TASKS == task)
                        .mapToObj(together::get)
                        .toList())
                .filter(some -> !some.isEmpty());
        // what a polluter does to its own world lasts, as its variables do
        var alone = chosen.stream().filter(Attack::pollutes).map(List::of);
        return Stream.concat(sharing, alone)
                .map(some -> DynamicTest.dynamicTest(
                        some.stream().map(Attack::name).collect(Collectors.joining(", ")),
                        () -> new Session(new Task(node, NAMESPACE, Node.unique("attacked"))).run(some)));
    }

    private final class Session {
        private final Task task;
        private final List<String> turns = new ArrayList<>();

        Session(Task task) {
            this.task = task;
            turn("variables", Attack.KEEP);
        }

        private void turn(String name, String code) {
            turns.add(name);
            turns.add(code);
        }

        void run(List<Attack> attacks) {
            for (var each : attacks) {
                turn(each.name(), each.code()); // behind the turn that reads what the one before has left
                task.apply(SPEC, turns.toArray(String[]::new));
                each.assertEnded(awaitEnd(each.name()));
                turn("after-" + each.name(), Attack.READ);
            }
            task.apply(SPEC, turns.toArray(String[]::new));
            for (var each : attacks) {
                assertThat(awaitEnd("after-" + each.name()).path("result").toString())
                        .as("what the turn after " + each.name() + " sees")
                        .isEqualTo(Attack.KEPT);
            }
            assertThePodLivesOn();
            assertNothingIsTold(new Withheld(SECRET));
            assertNothingIsTold(new Withheld(Inside.of(pod(), "broker").read(TOKEN_FILE)));
            task.delete();
        }

        private JsonNode awaitEnd(String turn) {
            task.await(
                    "the end of " + turn,
                    _ -> List.of("Completed", "Failed")
                            .contains(task.turn(turn).path("phase").asText()));
            return task.turn(turn);
        }

        private JsonNode pod() {
            assertThat(task.pods()).hasSize(1);
            return task.pods().getFirst();
        }

        private void assertThePodLivesOn() {
            assertThat(task.epoch()).as("epoch").isEqualTo(1);
            assertThat(restarts(pod())).as("restarts of sandbox and broker").containsExactly(0, 0);
        }

        private void assertNothingIsTold(Withheld withheld) {
            withheld.isNotIn("status", task.status().toString());
            withheld.isNotIn("head", task.head().toString());
            for (var container : List.of("broker", "sandbox")) {
                withheld.isNotIn(
                        "log of " + container,
                        node.kubectl(
                                "-n",
                                NAMESPACE,
                                "logs",
                                pod().at("/metadata/name").asText(),
                                "-c",
                                container));
            }
            withheld.isNotIn(
                    "events",
                    node.get("/apis/events.k8s.io/v1/namespaces/" + NAMESPACE + "/events")
                            .toString());
        }
    }

    private static List<Integer> restarts(JsonNode pod) {
        return Stream.of("initContainerStatuses", "containerStatuses")
                .flatMap(field ->
                        StreamSupport.stream(pod.path("status").path(field).spliterator(), false))
                .map(status -> status.path("restartCount").asInt(-1))
                .toList();
    }
}
