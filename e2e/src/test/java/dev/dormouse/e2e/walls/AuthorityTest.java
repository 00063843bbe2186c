/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.e2e.walls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dormouse.e2e.node.Node;
import dev.dormouse.e2e.node.Task;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The chart's admission policies with everything that a cluster runs: people by impersonation, and Kubernetes itself. */
@Timeout(300)
class AuthorityTest {
    private static final String NAMESPACE = "walls";
    /** Enabled for tasks, and there for nothing but being deleted. */
    private static final String BRIEF = "brief";

    private static final List<String> OWNED = List.of(
            "configmaps",
            "serviceaccounts",
            "pods",
            "roles.rbac.authorization.k8s.io",
            "rolebindings.rbac.authorization.k8s.io");

    private final Node node = Node.shared();

    @Test
    void anAuthorUsesTheServersThatTheyMayUseAndNoOther() {
        var author = person("author", "use-books", """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: Role
                metadata: {name: use-books}
                rules:
                - {apiGroups: [dormouse.dev], resources: [agenttasks], verbs: [get, list, watch, create, update, patch, delete]}
                - {apiGroups: [dormouse.dev], resources: [agentruntimes], resourceNames: [default], verbs: [use]}
                - {apiGroups: [dormouse.dev], resources: [mcpservers], resourceNames: [books], verbs: [use]}
                """);
        var task = new Task(node, NAMESPACE, Node.unique("authored"));

        var denied =
                as(author, task.manifest("  tools: [{name: vault, serverRef: {name: vault}}]\n", "one", "return 1"));
        var allowed =
                as(author, task.manifest("  tools: [{name: books, serverRef: {name: books}}]\n", "one", "return 1"));

        assertThat(denied.text())
                .contains("spec.tools[0].serverRef names McpServer vault, which " + author
                        + " may not use in namespace walls; ask for the role dormouse-user there, or for a Role with use"
                        + " on that McpServer");
        assertThat(allowed.text()).isEqualTo("agenttask.dormouse.dev/" + task.name() + " created\n");
        task.delete();
    }

    @Test
    void anEditorRunsATaskTouchesNothingOfItAndLeavesNothingBehind() {
        // given
        var editor = Node.unique("editor");
        node.kubectl("-n", NAMESPACE, "create", "rolebinding", editor, "--clusterrole=edit", "--user=" + editor);
        var task = new Task(node, NAMESPACE, Node.unique("edited"));
        Awaitility.await("edit has what the chart adds to it")
                .atMost(Duration.ofSeconds(60))
                .until(() ->
                        as(editor, task.manifest("", "one", "return 6 * 7")).code() == 0);
        task.awaitPhase("Completed");
        assertThat(task.turn("one").path("result").asInt()).isEqualTo(42);
        // when, then
        assertThat(refusal(editor, "patch", "configmap", task.name() + "-state", "-p", "{\"data\":{\"head\":\"{}\"}}"))
                .contains(editor + " may not update ConfigMap " + task.name()
                        + "-state in namespace walls: it belongs to" + " AgentTask " + task.name());
        assertThat(refusal(editor, "delete", "configmap", task.name() + "-state"))
                .contains("may not delete ConfigMap");
        assertThat(refusal(editor, "create", "token", task.name() + "-task")).contains("may not make a token of");
        assertThat(refusal(
                        editor,
                        "run",
                        "thief",
                        "--image=x",
                        "--overrides={\"spec\":{\"serviceAccountName\":\"" + task.name() + "-task\"}}"))
                .contains("may not make a Pod as ServiceAccount " + task.name() + "-task");
        // when
        node.kubectl("-n", NAMESPACE, "delete", "agenttask", task.name(), "--as=" + editor);
        // then
        Awaitility.await("nothing is left")
                .atMost(Task.PATIENCE)
                .until(() -> owned(NAMESPACE, task.name()).isEmpty());
    }

    @Test
    void aPodOfATaskIsDeletedByWhoeverMayAndTheTaskGoesOn() {
        var task = Task.of(NAMESPACE, Node.unique("drained"), "one", "for (;;) {}");
        var pod = task.awaitPod();

        node.kubectl("-n", NAMESPACE, "delete", "pod", pod, "--wait=false");

        Awaitility.await("a new epoch").atMost(Task.PATIENCE).until(() -> task.epoch() > 1);
        task.delete();
    }

    @Test
    void aNamespaceGoesWithItsTasks() {
        var running = Task.of(BRIEF, Node.unique("running"), "one", "for (;;) {}");
        var done = Task.of(BRIEF, Node.unique("done"), "one", "return 1");
        running.awaitPod();
        done.awaitPhase("Completed");

        node.kubectl("delete", "namespace", BRIEF, "--timeout=120s");

        assertThat(node.find("/api/v1/namespaces/" + BRIEF)).isEmpty();
        node.kubectl("create", "namespace", BRIEF);
        node.kubectl(
                "-n",
                BRIEF,
                "create",
                "rolebinding",
                "dormouse-operator-tasks",
                "--clusterrole=dormouse-operator-tasks",
                "--serviceaccount=dormouse-system:dormouse-operator");
        var again = Task.of(BRIEF, "again", "one", "return 2");
        again.awaitPhase("Completed");
        again.delete();
    }

    private boolean may(String user, String verb, String resource) {
        return node.tryKubectl("-n", NAMESPACE, "auth", "can-i", verb, resource, "--as=" + user)
                        .code()
                == 0;
    }

    /** A user with this Role, which lets it write tasks and use the server {@code books}. */
    private String person(String prefix, String role, String yaml) {
        var user = Node.unique(prefix);
        node.apply(NAMESPACE, yaml);
        node.kubectl("-n", NAMESPACE, "create", "rolebinding", user, "--role=" + role, "--user=" + user);
        Awaitility.await("RBAC learns what " + user + " may do")
                .atMost(Task.PATIENCE)
                .until(() -> may(user, "create", "agenttasks.dormouse.dev")
                        && may(user, "use", "mcpservers.dormouse.dev/books"));
        return user;
    }

    private dev.dormouse.e2e.node.Command.Said as(String user, String yaml) {
        return node.tryApply(yaml, "-n", NAMESPACE, "--as=" + user);
    }

    private String refusal(String user, String... arguments) {
        var all = new java.util.ArrayList<>(List.of("-n", NAMESPACE, "--as=" + user));
        all.addAll(List.of(arguments));
        var said = node.tryKubectl(all.toArray(String[]::new));
        assertThat(said.code()).as(String.join(" ", all)).isNotZero();
        return said.text();
    }

    private List<String> owned(String namespace, String task) {
        return node.kubectl(
                        "-n",
                        namespace,
                        "get",
                        String.join(",", OWNED),
                        "-l",
                        "dormouse.dev/task=" + task,
                        "-o",
                        "name")
                .lines()
                .toList();
    }
}
