/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.controller.authority;

import static dev.dormouse.controller.authority.Authority.denial;
import static dev.dormouse.controller.authority.Authority.rule;
import static dev.dormouse.controller.authority.Authority.task;
import static dev.dormouse.controller.authority.Authority.use;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dormouse.controller.chart.Chart;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A task runs where tasks are enabled, with what its author may use. */
class TasksPolicyTest {
    private final Authority authority = Authority.shared();

    /** May write tasks and use what the names say, but has none of the chart's roles. */
    private Person writer(String name, String... servers) {
        for (var verb : new String[] {"get", "create", "patch"}) {
            authority.grant(name, rule(verb, "dormouse.dev", "agenttasks"));
        }
        if (servers.length > 0) {
            authority.grant(name, use("mcpservers", servers));
        }
        return authority.user(name);
    }

    private static String tools(String... servers) {
        return "  tools: ["
                + IntStream.range(0, servers.length)
                        .mapToObj(i -> "{name: t%d, serverRef: {name: %s}}".formatted(i, servers[i]))
                        .collect(Collectors.joining(", "))
                + "]\n";
    }

    private HasMetadata made(String name, String spec) {
        assertThat(authority.root().applies(task(Authority.SALES, name, spec))).isEmpty();
        return authority.admin().resource(task(Authority.SALES, name, spec)).require();
    }

    @Test
    void aUserRunsTasksWithEveryServerAndRuntimeOfTheNamespace() {
        var uma = authority.person("uma", Chart.RELEASE + "-user");

        assertThat(uma.applies(task(Authority.SALES, "umas", tools("books", "mail") + "  runtimeRef: {name: gpu}\n")))
                .isEmpty();
    }

    @Test
    void anAuthorWhoMayNotUseAServerIsToldWhichAndWhatToAskFor() {
        var walter = writer("walter", "books");
        authority.grant("walter", use("agentruntimes", "default"));

        assertThat(walter.applies(task(Authority.SALES, "walters", tools("books", "mail"))))
                .isEqualTo(denial(
                        "agenttasks.dormouse.dev \"walters\"",
                        "tasks",
                        "spec.tools[1].serverRef names McpServer mail, which walter may not use in namespace sales;"
                                + " ask for the role dormouse-user there, or for a Role with use on that McpServer"));
        assertThat(walter.applies(task(Authority.SALES, "walters", tools("books"))))
                .isEmpty();
    }

    @Test
    void theLastOfSixteenToolsIsLookedAtToo() {
        var names = IntStream.range(0, 16).mapToObj(i -> "s" + i).toArray(String[]::new);
        var xenia = writer("xenia", java.util.Arrays.copyOf(names, 15));
        authority.grant("xenia", use("agentruntimes", "default"));

        assertThat(xenia.applies(task(Authority.SALES, "xenias", tools(names))))
                .contains("spec.tools[15].serverRef names McpServer s15, which xenia may not use");
    }

    @Test
    void aRuntimeNeedsUseWhetherItIsNamedOrImplied() {
        var yves = writer("yves");

        assertThat(yves.applies(task(Authority.SALES, "yves", "  runtimeRef: {name: gpu}\n")))
                .isEqualTo(denial(
                        "agenttasks.dormouse.dev \"yves\"",
                        "tasks",
                        "spec.runtimeRef names AgentRuntime gpu, which yves may not use in namespace sales; ask for the"
                                + " role dormouse-user there, or for a Role with use on that AgentRuntime"));
        assertThat(yves.applies(task(Authority.SALES, "yves", "")))
                .isEqualTo(denial(
                        "agenttasks.dormouse.dev \"yves\"",
                        "tasks",
                        "without spec.runtimeRef the task takes AgentRuntime default, which yves may not use in namespace"
                                + " sales; ask for the role dormouse-user there, or for a Role with use on that"
                                + " AgentRuntime"));
        authority.grant("yves", use("agentruntimes", "gpu"));
        assertThat(yves.applies(task(Authority.SALES, "yves", "  runtimeRef: {name: gpu}\n")))
                .isEmpty();
    }

    @Test
    void aTurnMoreRunsWithTheToolsOfTheTaskSoItsAuthorMayUseThem() {
        var zoe = writer("zoe");
        authority.grant("zoe", use("agentruntimes", "default"));
        var task = made("shared", tools("books"));

        assertThat(zoe.patches(task, "{\"spec\":{\"turns\":[{\"name\":\"mine\",\"code\":\"return 2\"}]}}"))
                .contains("spec.tools[0].serverRef names McpServer books, which zoe may not use in namespace sales");
        assertThat(zoe.patches(task, "{\"metadata\":{\"labels\":{\"team\":\"a\"}}}"))
                .isEmpty();
        assertThat(zoe.patches(task, "{\"spec\":{\"desiredState\":\"Cancelled\"}}"))
                .isEmpty();
    }

    @Test
    void anotherToolOrRuntimeIsAskedForAgain() {
        var adam = writer("adam", "books");
        authority.grant("adam", use("agentruntimes", "default"));
        var task = made("widened", tools("books"));

        assertThat(adam.patches(task, "{\"spec\":{\"tools\":[{\"name\":\"m\",\"serverRef\":{\"name\":\"mail\"}}]}}"))
                .contains("names McpServer mail, which adam may not use");
        assertThat(adam.patches(task, "{\"spec\":{\"runtimeRef\":{\"name\":\"gpu\"}}}"))
                .contains("names AgentRuntime gpu, which adam may not use");
        assertThat(adam.patches(task, "{\"spec\":{\"tools\":null}}")).isEmpty();
    }

    @Test
    void aTaskWhereTasksAreNotEnabledIsRefusedWithThePlacesWhereTheyAre() {
        assertThat(authority.root().applies(task(Authority.ELSEWHERE, "lost", "")))
                .isEqualTo(denial(
                        "agenttasks.dormouse.dev \"lost\"",
                        "tasks",
                        "tasks do not run in namespace elsewhere, only in sales, brief; create this task in one of them,"
                                + " or have whoever installed Dormouse add the namespace to the value namespaces of its"
                                + " chart (never kube-system)"));
    }

    @Test
    void aTaskOfANamespaceThatIsNoLongerEnabledGetsNoTurnButAnEnd() {
        var former = authority
                .admin()
                .resource(task(Authority.ELSEWHERE, "former", ""))
                .require();

        assertThat(authority
                        .root()
                        .patches(former, "{\"spec\":{\"turns\":[{\"name\":\"two\",\"code\":\"return 2\"}]}}"))
                .contains("tasks do not run in namespace elsewhere");
        assertThat(authority.root().patches(former, "{\"spec\":{\"desiredState\":\"Cancelled\"}}"))
                .isEmpty();
        assertThat(authority.root().deletes(former)).isEmpty();
    }

    @Test
    void whoMayNotGetAConfigMapRunsNoCodeFromIt() {
        var ben = authority.person("ben", Chart.RELEASE + "-user");

        assertThat(ben.applies(codeFrom("bens", 1)))
                .isEqualTo(denial(
                        "agenttasks.dormouse.dev \"bens\"",
                        "task-code",
                        "spec.turns take code from ConfigMap scripts-0, which ben may not get in namespace sales; put the"
                                + " code into the turn, or ask for a Role with get on that ConfigMap"));
        authority.grant("ben", rule("get", "", "configmaps", "scripts-0"));
        assertThat(ben.applies(codeFrom("bens", 1))).isEmpty();
    }

    @Test
    void codeFromMoreThan24ConfigMapsNeedsTheRightToAll() {
        var cleo = authority.person("cleo", Chart.RELEASE + "-user");
        var names = IntStream.range(0, 64).mapToObj(i -> "scripts-" + i).toArray(String[]::new);
        authority.grant("cleo", rule("get", "", "configmaps", names));

        assertThat(cleo.applies(codeFrom("cleos", 24))).isEmpty();
        assertThat(cleo.applies(codeFrom("cleos-more", 25)))
                .isEqualTo(denial(
                        "agenttasks.dormouse.dev \"cleos-more\"",
                        "task-code",
                        "more than 24 of spec.turns take their code from ConfigMaps, and cleo may not get all ConfigMaps"
                                + " of namespace sales; drop turns that have ended, put code into the turns, or ask for a"
                                + " Role with get on configmaps"));
        authority.grant("cleo", rule("get", "", "configmaps"));
        assertThat(cleo.applies(codeFrom("cleos-more", 64))).isEmpty();
    }

    private static String codeFrom(String name, int turns) {
        var yaml = new StringBuilder("""
                apiVersion: dormouse.dev/v1alpha1
                kind: AgentTask
                metadata: {name: %s, namespace: sales}
                spec:
                  turns:
                """.formatted(name));
        for (int i = 0; i < turns; i++) {
            yaml.append("  - {name: t%d, codeFrom: {configMapKeyRef: {name: scripts-%1$d, key: k}}}\n".formatted(i));
        }
        return yaml.toString();
    }
}
