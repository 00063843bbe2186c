/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.controller.authority;

import static dev.dormouse.controller.authority.Authority.ELSEWHERE;
import static dev.dormouse.controller.authority.Authority.SALES;
import static dev.dormouse.controller.authority.Authority.denial;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dormouse.controller.authority.TaskObjects.Kind;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Nobody becomes the account of a task, which may write its state, nor that of a probe, which fills a catalog. */
class AccountsPolicyTest {
    private static final String THEIRS =
            " in namespace sales: tasks run there, and accounts named ...-task or mcp-...-probe belong to them; take one of"
                    + " another name";

    private final Authority authority = Authority.shared();
    private final Person root = authority.root();

    @Test
    void nobodyButItsNodeGetsATokenOfATasksAccount() {
        var task = TaskObjects.made(authority, "token");
        authority
                .admin()
                .resource(new ClusterRoleBindingBuilder()
                        .withNewMetadata()
                        .withName("nodes-of-the-test")
                        .endMetadata()
                        .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", "system:node")
                        .addNewSubject("rbac.authorization.k8s.io", "Group", "system:nodes", null)
                        .build())
                .create();

        assertThat(asksForToken(root, SALES, task.name(Kind.ACCOUNT)))
                .isEqualTo(denial(
                        "serviceaccounts \"token-task\"",
                        "accounts",
                        "admin may not make a token of ServiceAccount token-task" + THEIRS));
        var node = authority.user("system:node:n1", "system:nodes");
        Awaitility.await("RBAC learns what nodes may do")
                .untilAsserted(() -> assertThat(asksForToken(node, SALES, task.name(Kind.ACCOUNT)))
                        .isEmpty());
    }

    private static String asksForToken(Person who, String namespace, String account) {
        return who.tries(it -> it.serviceAccounts()
                .inNamespace(namespace)
                .withName(account)
                .tokenRequest(new TokenRequestBuilder().withNewSpec().endSpec().build()));
    }

    @Test
    void nobodysPodRunsAsATasksAccount() {
        TaskObjects.made(authority, "runs-as");

        assertThat(root.creates(pod(SALES, "thief", "runs-as-task")))
                .isEqualTo(denial(
                        "pods \"thief\"",
                        "accounts",
                        "admin may not make a Pod as ServiceAccount runs-as-task" + THEIRS));
    }

    @Test
    void noSecretBecomesATokenOfATasksAccount() {
        TaskObjects.made(authority, "forever");

        assertThat(root.creates(tokenSecret("forever-task")))
                .isEqualTo(denial(
                        "secrets \"of-forever-task\"",
                        "accounts",
                        "admin may not make a Secret with a token of ServiceAccount forever-task" + THEIRS));
        var harmless = tokenSecret("build");
        assertThat(root.creates(harmless)).isEmpty();
        assertThat(root.patches(
                        harmless,
                        "{\"metadata\":{\"annotations\":{\"kubernetes.io/service-account.name\":\"forever-task\"}}}"))
                .contains("may not make a Secret with a token of ServiceAccount forever-task");
    }

    @Test
    void nobodyMakesAnAccountThatATaskOrAProbeWouldFind() {
        assertThat(root.creates(account(SALES, "tomorrows-task")))
                .isEqualTo(denial(
                        "serviceaccounts \"tomorrows-task\"",
                        "accounts",
                        "admin may not make the ServiceAccount tomorrows-task" + THEIRS));
        assertThat(root.creates(account(SALES, "mcp-books-probe")))
                .endsWith("admin may not make the ServiceAccount mcp-books-probe" + THEIRS);
        assertThat(root.creates(account(SALES, "liveness-probe"))).isEmpty();
    }

    @Test
    void otherAccountsAndOtherNamespacesAreLeftAlone() {
        assertThat(root.creates(account(SALES, "plain"))).isEmpty();
        assertThat(asksForToken(root, SALES, "plain")).isEmpty();
        assertThat(root.creates(pod(SALES, "plain", "plain"))).isEmpty();
        assertThat(root.creates(pod(SALES, "plainer", null))).isEmpty();
        assertThat(root.creates(new SecretBuilder(tokenSecret("plain"))
                        .withType("Opaque")
                        .editMetadata()
                        .withName("opaque")
                        .endMetadata()
                        .build()))
                .isEmpty();
        assertThat(root.creates(account(ELSEWHERE, "nightly-task"))).isEmpty();
        assertThat(asksForToken(root, ELSEWHERE, "nightly-task")).isEmpty();
        assertThat(root.creates(pod(ELSEWHERE, "nightly", "nightly-task"))).isEmpty();
    }

    private static HasMetadata account(String namespace, String name) {
        return new ServiceAccountBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(namespace)
                .endMetadata()
                .build();
    }

    private static io.fabric8.kubernetes.api.model.Secret tokenSecret(String account) {
        return new SecretBuilder()
                .withNewMetadata()
                .withName("of-" + account)
                .withNamespace(SALES)
                .addToAnnotations("kubernetes.io/service-account.name", account)
                .endMetadata()
                .withType("kubernetes.io/service-account-token")
                .build();
    }

    private static HasMetadata pod(String namespace, String name, @org.jspecify.annotations.Nullable String account) {
        return new PodBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(namespace)
                .endMetadata()
                .withNewSpec()
                .withServiceAccountName(account)
                .addNewContainer()
                .withName("c")
                .withImage("busybox")
                .endContainer()
                .endSpec()
                .build();
    }
}
