/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.e2e.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dormouse.e2e.Checkout;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The chart on a real API server: it lints, renders, upgrades, and leaves the definitions when it goes. */
@Timeout(300)
class ChartTest {
    private static final String CHART = Checkout.ROOT.resolve("charts/dormouse").toString();

    /** Of the API server that a chart is rendered for without one. */
    private static final String VERSION = "1.34.0";

    private final Node node = Node.shared();

    @Test
    void theChartLintsAndRefusesValuesThatItsSchemaDoesNotKnow() {
        assertThat(node.helm("lint", "--strict", "--kube-version", VERSION, CHART))
                .contains("0 chart(s) failed");
        assertThat(rendered("maxPods=3").orThrow(List.of("template"))).contains("kind: Deployment");
        assertThat(rendered("maxPodz=3").text()).contains("maxPodz");
        assertThat(rendered("maxPods=many").text()).contains("maxPods");
    }

    private Command.Said rendered(String value) {
        return node.tryHelm("template", "dormouse", CHART, "--kube-version", VERSION, "--set", value);
    }

    @Test
    void anUpgradeReachesTheOperatorAndTasksGoOn() {
        // given
        var task = Task.of("stories", Node.unique("upgraded"), "one", "const kept = 6; return kept");
        task.awaitPhase("Completed");
        try {
            // when
            upgrade("--set=maxPods=7");
            // then
            assertThat(node.kubectl("-n", "dormouse-system", "get", "deployment", "dormouse-operator", "-o", "yaml"))
                    .containsPattern("DORMOUSE_MAX_PODS\\s+value: \"7\"");
            task.apply("", "one", "const kept = 6; return kept", "two", "return kept * 7");
            task.awaitTurn("two", "Completed");
            assertThat(task.turn("two").path("result").asInt()).isEqualTo(42);
        } finally {
            upgrade("--set=maxPods=10");
        }
    }

    @Test
    void anUninstallLeavesDefinitionsAndTasksAndAnInstallFindsThem() {
        // given
        var task = Task.of("stories", Node.unique("survivor"), "one", "const kept = 6; return kept");
        task.awaitPhase("Completed");
        var values = node.helm("get", "values", "dormouse", "-n", "dormouse-system", "-o", "json");
        // when
        node.helm("uninstall", "dormouse", "-n", "dormouse-system", "--wait");
        // then
        try {
            assertThat(node.kubectl("get", "crd", "-o", "name"))
                    .contains("agenttasks.dormouse.dev", "mcpservers.dormouse.dev", "agentruntimes.dormouse.dev");
            assertThat(node.tryKubectl("-n", "dormouse-system", "get", "deployment", "dormouse-operator")
                            .code())
                    .isNotZero();
            assertThat(task.phase()).isEqualTo("Completed");
        } finally {
            install(values);
        }
        task.apply("", "one", "const kept = 6; return kept", "two", "return kept * 7");
        task.awaitTurn("two", "Completed");
    }

    private void upgrade(String setting) {
        node.helm(
                "upgrade",
                "dormouse",
                CHART,
                "-n",
                "dormouse-system",
                "--reuse-values",
                setting,
                "--wait",
                "--timeout",
                "120s");
    }

    private void install(String values) {
        node.helmWith(
                values,
                "install",
                "dormouse",
                CHART,
                "-n",
                "dormouse-system",
                "-f",
                "-",
                "--wait",
                "--timeout",
                "120s");
    }
}
