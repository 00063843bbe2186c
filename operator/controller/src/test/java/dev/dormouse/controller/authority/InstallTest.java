/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.controller.authority;

import static dev.dormouse.controller.authority.Authority.SALES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dormouse.controller.chart.Chart;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicy;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** The policies as a real API server takes them: typed, within its budget, on and off by helm. */
class InstallTest {
    private static final int POLICIES = 8;
    private static final int CHECK = 350_000;
    private static final int BUDGET = 10_000_000;

    private final Authority authority = Authority.shared();

    private List<ValidatingAdmissionPolicy> policies() {
        return authority
                .admin()
                .admissionRegistration()
                .v1()
                .validatingAdmissionPolicies()
                .list()
                .getItems();
    }

    @Test
    void theyAreTypedWithoutAWarning() {
        assertThat(policies()).hasSize(POLICIES);
        Awaitility.await("types are checked")
                .until(() -> policies().stream()
                        .allMatch(it -> it.getStatus() != null
                                && it.getMetadata()
                                        .getGeneration()
                                        .equals(it.getStatus().getObservedGeneration())));

        assertThat(policies())
                .allSatisfy(it -> assertThat(it.getStatus().getTypeChecking().getExpressionWarnings())
                        .as(it.getMetadata().getName())
                        .isEmpty());
    }

    @Test
    void noneNeedsMoreChecksThanAnExpressionOrAPolicyMayCost() {
        assertThat(policies()).allSatisfy(it -> {
            var spec = it.getSpec();
            assertThat(spec.getFailurePolicy()).isEqualTo("Fail");
            var checks = spec.getValidations().stream()
                    .mapToInt(validation -> validation.getExpression().split("\\.check\\(", -1).length - 1)
                    .toArray();
            assertThat(IntStream.of(checks)).allMatch(each -> each <= 1);
            var variables = spec.getVariables().stream()
                    .filter(variable -> variable.getExpression().contains(".check("))
                    .count();
            assertThat((IntStream.of(checks).sum() + variables) * CHECK).isLessThan(BUDGET);
        });
    }

    /** The dearest task: 16 servers with names of 253 characters, whose author has a right to each by name. */
    @Test
    void theLargestTaskIsWithinTheBudget() {
        var names = IntStream.range(0, 16)
                .mapToObj(i -> "s%02d".formatted(i) + "x".repeat(250))
                .toArray(String[]::new);
        var large = authority.user("large");
        authority.grant("large", Authority.use("mcpservers", names));
        authority.grant("large", Authority.use("agentruntimes", "r".repeat(253)));
        authority.grant("large", Authority.rule("create", "dormouse.dev", "agenttasks"));
        authority.grant("large", Authority.rule("patch", "dormouse.dev", "agenttasks"));
        var tools = IntStream.range(0, 16)
                .mapToObj(i -> "{name: t%d, serverRef: {name: %s}}".formatted(i, names[i]))
                .collect(Collectors.joining(", ", "  tools: [", "]\n"));
        var task = Authority.task(SALES, "l".repeat(52), "  runtimeRef: {name: " + "r".repeat(253) + "}\n" + tools);

        assertThat(large.applies(task)).isEmpty();
    }

    @Test
    void helmTurnsThemOffWithAWarningAndOnAgain() {
        var server = Authority.object(
                "McpServer",
                "loose",
                "{url: 'https://a.example.com', auth: {bearerTokenSecretRef: {name: s, key: k}}}");
        var mallory = authority.person("mallory", "dormouse-admin");
        assertThat(mallory.applies(server)).isNotEmpty();

        var said = authority.install("admissionPolicies.enabled=false");
        assertThat(said).contains("WARNING: admissionPolicies.enabled is false.");
        assertThat(policies()).isEmpty();
        Awaitility.await("they are off").until(() -> mallory.applies(server).isEmpty());

        assertThat(authority.install("maxPods=3")).doesNotContain("WARNING");
        authority.awaitPolicies();
        assertThat(policies()).hasSize(POLICIES);
        assertThat(Chart.objects("--set", "admissionPolicies.enabled=false"))
                .noneMatch(ValidatingAdmissionPolicy.class::isInstance);
    }
}
