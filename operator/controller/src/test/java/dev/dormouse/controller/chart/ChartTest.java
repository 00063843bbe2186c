/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.controller.chart;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChartTest {
    @Test
    void passesLint() {
        var answer = Chart.helm(List.of("lint", "--strict", Chart.folder().toString()));

        assertThat(answer.output()).contains("0 chart(s) failed");
    }

    @Test
    void noRoleHasAVerbOnSecretsNorOneThatReachesThem() {
        var rules = Chart.objects().stream().flatMap(ChartTest::rules).toList();

        assertThat(rules).isNotEmpty().allSatisfy(rule -> {
            assertThat(rule.getResources()).doesNotContain("*", "secrets", "pods/exec", "serviceaccounts/token");
            assertThat(rule.getApiGroups()).doesNotContain("*");
            assertThat(rule.getVerbs()).doesNotContain("*", "escalate", "bind", "impersonate");
        });
    }

    @Test
    void theOperatorMayTouchPodsAndConfigMapsInEnabledNamespacesOnly() {
        var objects = Chart.objects("--set", "namespaces={team-a,team-b}");

        var everywhere = objects.stream()
                .filter(ClusterRoleBinding.class::isInstance)
                .map(is -> ((ClusterRoleBinding) is).getRoleRef().getName())
                .toList();
        assertThat(everywhere).containsExactly(Chart.OPERATOR);
        assertThat(role(objects, Chart.OPERATOR).getRules())
                .allSatisfy(rule -> assertThat(rule.getApiGroups()).containsExactly("dormouse.dev"));
        assertThat(objects.stream()
                        .filter(RoleBinding.class::isInstance)
                        .filter(is -> is.getMetadata().getName().equals(Chart.OPERATOR + "-tasks"))
                        .map(is -> is.getMetadata().getNamespace()))
                .containsExactlyInAnyOrder("team-a", "team-b");
    }

    @Test
    void whatTheOperatorMayDoToNetworksIsBoundToEnabledNamespacesAndToTheAddressOfTheApiServer() {
        var objects = Chart.objects("--set", "namespaces={team-a}");

        var reaching = objects.stream()
                .filter(is -> rules(is)
                        .anyMatch(rule -> rule.getResources().stream()
                                .anyMatch(Set.of("networkpolicies", "services", "endpointslices")::contains)))
                .toList();
        assertThat(reaching)
                .extracting(is -> is.getKind() + " " + is.getMetadata().getName())
                .containsExactlyInAnyOrder(
                        "ClusterRole " + Chart.OPERATOR + "-tasks", "Role " + Chart.OPERATOR + "-api-server");
        var address =
                reaching.stream().filter(Role.class::isInstance).findFirst().orElseThrow();
        assertThat(address.getMetadata().getNamespace()).isEqualTo("default");
        assertThat(rules(address)).allSatisfy(rule -> {
            assertThat(rule.getResourceNames()).containsExactly("kubernetes");
            assertThat(rule.getVerbs()).isSubsetOf("get", "list", "watch");
        });
    }

    @Test
    void anAddressOfTheApiServerThatIsGivenIsNotLookedUp() {
        var objects = Chart.objects("--set", "network.apiServer[0].cidr=10.1.2.3/32,network.apiServer[0].port=6443");

        assertThat(objects.stream().map(is -> is.getMetadata().getName()))
                .doesNotContain(Chart.OPERATOR + "-api-server");
    }

    @Test
    void crdsAreThoseOfTheApiModuleAndStayWhenTheChartGoes() throws IOException {
        for (var kind : List.of("agenttasks", "mcpservers", "agentruntimes")) {
            var made = ChartTest.class.getResource("/META-INF/dormouse/crds/" + kind + ".yaml");
            assertThat(Chart.folder().resolve("files/crds/" + kind + ".yaml"))
                    .as("run: cp crds/src/main/resources/META-INF/dormouse/crds/*.yaml charts/dormouse/files/crds/")
                    .hasBinaryContent(made.openStream().readAllBytes());
        }
        try (var files = Files.list(Chart.folder().resolve("files/crds"))) {
            assertThat(files).hasSize(3);
        }
        assertThat(Chart.objects().stream().filter(CustomResourceDefinition.class::isInstance))
                .hasSize(3)
                .allSatisfy(crd -> assertThat(crd.getMetadata().getAnnotations())
                        .containsEntry("helm.sh/resource-policy", "keep"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "namespaces={kube-system}",
                "namespaces={}",
                "maxPods=0",
                "network.ipFamilies={}",
                "network.dns.ports={0}",
                "network.apiServer[0].cidr=10.1.2.3",
                "maxPods=many",
                "images.brokr=x",
                "images.broker=",
                "operator.replicas=-1"
            })
    void aWrongValueIsRefused(String value) {
        assertThat(Chart.template("--set", value).output()).contains("don't meet the specifications of the schema");
    }

    private static ClusterRole role(List<HasMetadata> objects, String name) {
        return objects.stream()
                .filter(ClusterRole.class::isInstance)
                .map(ClusterRole.class::cast)
                .filter(is -> is.getMetadata().getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static Stream<PolicyRule> rules(HasMetadata object) {
        return switch (object) {
            case ClusterRole role -> role.getRules().stream();
            case Role role -> role.getRules().stream();
            default -> Stream.of();
        };
    }
}
