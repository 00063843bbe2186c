/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.e2e.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of tasks that can't run, that fail, that somebody stops. */
@Timeout(300)
class TaskLifeTest {
    private static final String NAMESPACE = "stories";
    private static final String COLLECTOR = "system:serviceaccount:kube-system:generic-garbage-collector";
    private static final String UNREACHED = """
              tools:
              - name: clock
                serverRef: {name: %s}
            """;

    private final Node node = Node.shared();

    @Test
    void aTaskInANamespaceThatIsNotEnabledIsRefusedAndSaysSo() {
        // given
        var namespace = Node.unique("elsewhere");
        node.kubectl("create", "namespace", namespace);
        // when
        var task = new Task(node, namespace, "refused");
        var said = node.tryApply(task.manifest("", "one", "return 1"), "-n", namespace);
        // then
        assertThat(said.code()).isNotZero();
        assertThat(said.text()).contains("tasks do not run in namespace " + namespace + ", only in default, ");
        assertThat(task.pods()).isEmpty();
        assertThat(task.state()).isEmpty();
        node.kubectl("delete", "namespace", namespace, "--wait=false");
    }

    /** More levels than a JSON parser reads by itself: the API server takes 10,000. */
    @Test
    void aTaskThatIsTooDeepToReadIsRefusedAndThoseBesideItGoOn() {
        // given
        var deep = new Task(node, NAMESPACE, Node.unique("deep"));
        deep.apply("  inputs: " + "[".repeat(2_000) + "]".repeat(2_000) + "\n", "one", "return 1");
        // then
        var said = "jsonpath={.status.conditions[?(@.reason=='TooLarge')].message}";
        Awaitility.await()
                .atMost(Task.PATIENCE)
                .until(() -> node.kubectl("-n", NAMESPACE, "get", "agenttask", deep.name(), "-o", said)
                        .startsWith("spec.inputs: is nested deeper than 190 levels"));
        var beside = Task.of(NAMESPACE, Node.unique("beside"), "one", "return 1");
        beside.awaitPhase("Completed");
        deep.delete();
    }

    @Test
    void aTaskWaitsForItsServerAndGoesOnWhenItAppears() {
        // given
        var server = Node.unique("late");
        var task = new Task(node, NAMESPACE, Node.unique("waits"));
        task.apply(UNREACHED.formatted(server), "one", "return 1");
        var unresolved = task.awaitCondition("ResolvedRefs", "False", "ServerNotFound");
        assertThat(unresolved.path("message").asText()).contains(server);
        assertThat(task.pods()).isEmpty();
        // when
        node.apply(NAMESPACE, """
                apiVersion: v1
                kind: Service
                metadata: {name: nobody}
                spec: {selector: {app: nobody}, ports: [{port: 8080}]}
                ---
                apiVersion: dormouse.dev/v1alpha1
                kind: McpServer
                metadata: {name: %s}
                spec: {service: {name: nobody, port: 8080, path: /mcp}}
                """.formatted(server));
        // then
        task.awaitCondition("ResolvedRefs", "True", "Resolved");
        task.awaitPod();
        task.delete();
    }

    @Test
    void aTurnThatThrowsNamesItsLineAndANewTurnGoesOn() {
        // given
        var throwing = "const kept = 40;\nconst shown = kept + 1;\nthrow new Error('no such customer');";
        var task = Task.of(NAMESPACE, Node.unique("throws"), "one", throwing);
        task.awaitPhase("Failed");
        assertThat(task.turn("one").path("message").asText())
                .contains("no such customer")
                .contains("3");
        assertThat(task.condition("Failed").path("reason").asText()).isEqualTo("TurnFailed");
        task.awaitNoPod();
        // when
        task.apply("", "one", throwing, "two", "return kept + 2");
        task.awaitTurn("two", "Completed");
        // then
        task.awaitPhase("Completed");
        assertThat(task.turn("two").path("result").asInt()).isEqualTo(42);
        assertThat(task.turn("one").path("phase").asText()).isEqualTo("Failed");
    }

    @Test
    void aTaskWhoseStateIsDeletedFailsAndNeverStartsAgain() {
        // given
        var task = Task.of(NAMESPACE, Node.unique("forgets"), "one", "const seen = 1; return seen");
        task.awaitPhase("Completed");
        long epoch = task.epoch();
        task.awaitNoPod();
        // when: by whom the policies let, as nobody else may
        node.kubectl("-n", NAMESPACE, "delete", "configmap", task.name() + "-state", "--as=" + COLLECTOR);
        task.apply("", "one", "const seen = 1; return seen", "two", "return seen");
        // then
        task.awaitCondition("Failed", "True", "StateLost");
        assertThat(task.phase()).isEqualTo("Failed");
        Awaitility.await("nothing comes back")
                .during(Duration.ofSeconds(5))
                .atMost(Duration.ofSeconds(60))
                .until(() -> task.state().isEmpty()
                        && task.pods().isEmpty()
                        && task.phase().equals("Failed")
                        && task.epoch() <= epoch);
    }

    @Test
    void aSuspendedTaskLetsItsPodGoAndGoesOnWhenItMay() {
        // given
        var task = new Task(node, NAMESPACE, Node.unique("pauses"));
        task.apply("  desiredState: Suspended\n", "one", "return 6 * 7");
        task.awaitPhase("Suspended");
        assertThat(task.pods()).isEmpty();
        // when
        task.patch("{\"spec\":{\"desiredState\":\"Running\"}}");
        // then
        task.awaitPhase("Completed");
        assertThat(task.turn("one").path("result").asInt()).isEqualTo(42);
    }

    @Test
    void aCancelledTaskEndsForGood() {
        // given
        var task = Task.of(NAMESPACE, Node.unique("ends"), "one", "for (;;) {}");
        task.awaitPod();
        // when
        task.patch("{\"spec\":{\"desiredState\":\"Cancelled\"}}");
        // then
        task.awaitPhase("Cancelled");
        task.awaitNoPod();
        assertThat(node.tryKubectl(
                                "-n",
                                NAMESPACE,
                                "patch",
                                "agenttask",
                                task.name(),
                                "--type=merge",
                                "-p",
                                "{\"spec\":{\"desiredState\":\"Running\"}}")
                        .code())
                .as("Cancelled is one-way")
                .isNotZero();
    }
}
