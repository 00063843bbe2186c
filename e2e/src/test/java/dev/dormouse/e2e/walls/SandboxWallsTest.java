/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.e2e.walls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dormouse.e2e.Checkout;
import dev.dormouse.e2e.node.Node;
import dev.dormouse.e2e.node.NodeOffice;
import dev.dormouse.e2e.node.Task;
import java.nio.file.Files;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;

/**
 * Promise 7 on a pod that has called a tool with a credential and is kept after its turn. What must not be found in the
 * sandbox is found in the broker by the same search: a search that finds nothing anywhere shows nothing.
 */
@Timeout(300)
@TestInstance(Lifecycle.PER_CLASS)
class SandboxWallsTest {
    private static final String NAMESPACE = "walls";
    private static final String SECRET = "demo-books-4f1c9e7a20b8d365";
    private static final String TOKEN_FILE = "/var/run/secrets/kubernetes.io/serviceaccount/token";
    /** Mounts that each container gets from its runtime; the sandbox is not root, and of these may write in /dev only. */
    private static final Pattern RUNTIMES_OWN = Pattern.compile("/(proc|dev|sys/fs/cgroup|etc/hosts)[ /]");

    private static final String KEPT = "  idleSeconds: 120\n  tools: [{name: books, serverRef: {name: books}}]\n";

    private Task task = new Task(Node.shared(), NAMESPACE, Node.unique("walls"));
    private Inside sandbox = new Inside(Node.shared(), "0");
    private Inside broker = new Inside(Node.shared(), "0");

    @BeforeAll
    void aPodThatHasCalledATool() throws Exception {
        NodeOffice.open(NAMESPACE, 0)
                .apply("task.yaml", Node.unique("mcpserver"))
                .delete();
        var looking = Files.readString(Checkout.ROOT.resolve("e2e/attacks/looking-for-the-host.js"));
        task.apply(
                KEPT, "call", "return (await tools.books.list_invoices({status: 'overdue'})).length;", "look", looking);
        task.awaitTurn("look", "Completed");
        var pod = task.pods().getFirst();
        sandbox = Inside.of(pod, "sandbox");
        broker = Inside.of(pod, "broker");
    }

    @Test
    void theCodeCallsToolsAndFindsNoWayToTheHost() {
        assertThat(task.turn("call").path("result").asInt()).isEqualTo(20);
        assertThat(task.turn("look").path("result").toString()).isEqualTo("[]");
    }

    @Test
    void theTaskSaysWhetherItsPodHasLandlock() {
        var pod = task.name() + "-e1";
        var log = Node.shared().kubectl("-n", NAMESPACE, "logs", pod, "-c", "broker");
        assertThat(task.condition("SandboxReady").path("message").asText())
                .isEqualTo(
                        log.contains("Landlock: not available")
                                ? "pod " + pod + " runs, without Landlock: its kernel has none"
                                : "pod " + pod + " runs, with Landlock (" + abi(log) + ")");
    }

    private static String abi(String log) {
        var said = Pattern.compile("Landlock: (ABI \\d+)").matcher(log);
        assertThat(said.find()).as(log).isTrue();
        return said.group(1);
    }

    @Test
    void noFileOfTheSandboxHoldsATokenOrASecret() {
        var token = broker.read(TOKEN_FILE);
        assertThat(broker.filesWith(SECRET)).isNotEmpty();
        assertThat(broker.filesWith(token)).isNotEmpty();
        assertThat(sandbox.filesWith(SECRET)).isEmpty();
        assertThat(sandbox.filesWith(token)).isEmpty();
        assertThat(sandbox.files()).noneMatch(path -> path.startsWith("/var/run/secrets") || path.endsWith("/token"));
    }

    @Test
    void theSandboxHasOneMountOfThePodAndThatIsReadOnly() {
        assertThat(broker.mounts())
                .anyMatch(mount -> mount.startsWith("/run/secrets/") || mount.startsWith("/var/run/secrets/"));
        assertThat(sandbox.mounts()).noneMatch(mount -> mount.contains("secrets"));
        assertThat(sandbox.mounts()).anyMatch(mount -> mount.startsWith("/run/dormouse ro"));
        assertThat(sandbox.mounts())
                .filteredOn(mount -> mount.split(" ")[1].startsWith("rw"))
                .allMatch(mount -> RUNTIMES_OWN.matcher(mount).lookingAt());
    }

    @Test
    void theEnvironmentTellsTheSandboxNothingAndTheEvaluatorHasNone() {
        assertThat(broker.environment()).anyMatch(line -> line.startsWith("DORMOUSE_TASK="));
        assertThat(sandbox.environment()).noneMatch(line -> line.startsWith("DORMOUSE_") || line.contains(SECRET));
        assertThat(sandbox.environmentOf("dev.dormouse.sandbox.main.Evaluator")).isEmpty();
    }

    @Test
    void theSandboxSeesNoProcessOfTheBroker() {
        assertThat(broker.processes()).anyMatch(line -> line.contains("/app/broker.args"));
        assertThat(sandbox.processes())
                .anyMatch(line -> line.contains("dev.dormouse.sandbox.main.Evaluator"))
                .noneMatch(line -> line.contains("broker.args"));
    }

    @Test
    void noProcessOfTheSandboxHasARightOrCanGetOne() {
        assertThat(sandbox.status())
                .filteredOn(line -> line.startsWith("CapEff") || line.startsWith("CapBnd"))
                .allMatch(line -> line.endsWith("0000000000000000"));
        assertThat(sandbox.status())
                .filteredOn(line -> line.startsWith("NoNewPrivs"))
                .allMatch(line -> line.endsWith("1"));
        assertThat(sandbox.status())
                .filteredOn(line -> line.startsWith("Seccomp:"))
                .allMatch(line -> line.endsWith("2"));
        assertThat(sandbox.status())
                .filteredOn(line -> line.startsWith("Uid:"))
                .noneMatch(line -> line.matches("Uid:.*\\b0\\b.*"));
    }
}
