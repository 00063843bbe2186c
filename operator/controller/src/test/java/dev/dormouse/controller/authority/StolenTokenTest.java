/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.controller.authority;

import static dev.dormouse.controller.authority.Authority.ELSEWHERE;
import static dev.dormouse.controller.authority.Authority.OPERATOR;
import static dev.dormouse.controller.authority.Authority.SALES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dormouse.controller.authority.TaskObjects.Kind;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What whoever holds a token of Dormouse's own can do with it. */
class StolenTokenTest {
    private static final String BROKER = "system:serviceaccount:sales:robbed-task";

    private final Authority authority = Authority.shared();

    private boolean broker(String namespace, String right) {
        TaskObjects.made(authority, "robbed");
        Awaitility.await("its role binds")
                .until(() -> authority.may(BROKER, SALES, "get core/configmaps robbed-state"));
        return authority.may(BROKER, namespace, right);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "get dormouse.dev/agenttasks robbed",
                "watch dormouse.dev/mcpservers books",
                "get dormouse.dev/agentruntimes default",
                "get core/configmaps robbed-state",
                "update core/configmaps robbed-state",
                "get core/configmaps robbed-blob-2-7",
                "update core/configmaps robbed-blob-3-1",
                "get core/configmaps scripts"
            })
    void aBrokersReadsWhatItsTaskNamesAndWritesItsState(String right) {
        assertThat(broker(SALES, right)).isTrue();
        assertThat(broker(ELSEWHERE, right)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "get core/secrets credentials",
                "list core/secrets",
                "create core/pods",
                "create core/pods/exec",
                "get core/pods",
                "create core/serviceaccounts/token robbed-task",
                "list core/configmaps",
                "get core/configmaps neighbour-state",
                "update core/configmaps neighbour-state",
                "delete core/configmaps robbed-state",
                "delete core/configmaps robbed-blob-2-7",
                "update core/configmaps robbed-blob-3-2",
                "update core/configmaps scripts",
                "get dormouse.dev/agenttasks neighbour",
                "update dormouse.dev/agenttasks robbed",
                "patch dormouse.dev/agenttasks/status robbed",
                "get dormouse.dev/mcpservers others",
                "update dormouse.dev/mcpservers books",
                "create rbac.authorization.k8s.io/roles"
            })
    void aBrokersDoesNothingElse(String right) {
        assertThat(broker(SALES, right)).isFalse();
    }

    @Test
    void aBrokersWriteReachesItsOwnStateOnly() {
        var task = TaskObjects.made(authority, "robbed");
        Awaitility.await("its role binds")
                .until(() -> authority.may(BROKER, SALES, "get core/configmaps robbed-state"));
        var broker = authority.user(BROKER);

        assertThat(broker.patches(task.object(Kind.STATE), Kind.STATE.change())).isEmpty();
        assertThat(broker.patches(TaskObjects.made(authority, "next-door").object(Kind.STATE), Kind.STATE.change()))
                .contains("cannot patch resource \"configmaps\"");
    }

    /** Not nice, but so: who makes pods in a namespace can mount its Secrets. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "create core/pods",
                "patch core/pods",
                "delete core/pods",
                "update core/configmaps",
                "delete core/configmaps",
                "delete networking.k8s.io/networkpolicies",
                "create core/serviceaccounts",
                "update rbac.authorization.k8s.io/roles",
                "create rbac.authorization.k8s.io/rolebindings",
                "create events.k8s.io/events"
            })
    void theOperatorsMakesPodsWhereTasksRunAndNowhereElse(String right) {
        assertThat(authority.may(OPERATOR, SALES, right)).isTrue();
        assertThat(authority.may(OPERATOR, ELSEWHERE, right)).isFalse();
        assertThat(authority.may(OPERATOR, "kube-system", right)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "get core/secrets",
                "list core/secrets",
                "create core/pods/exec",
                "create core/serviceaccounts/token",
                "create dormouse.dev/agenttasks",
                "update dormouse.dev/agenttasks",
                "update dormouse.dev/mcpservers",
                "delete dormouse.dev/agenttasks",
                "use dormouse.dev/mcpservers books",
                "escalate rbac.authorization.k8s.io/roles",
                "bind rbac.authorization.k8s.io/roles",
                "update admissionregistration.k8s.io/validatingadmissionpolicies"
            })
    void theOperatorsReadsNoSecretAndEditsNobodysSpec(String right) {
        assertThat(authority.may(OPERATOR, SALES, right)).isFalse();
    }

    @Test
    void theOperatorsDeletesPartsOfBlobsAndNoStateNorAnybodysConfigMap() {
        var task = TaskObjects.made(authority, "robbed");
        var operator = authority.user(OPERATOR);

        assertThat(operator.deletes(task.object(Kind.STATE)))
                .contains("may not delete ConfigMap robbed-state in namespace sales: of ConfigMaps it deletes parts of"
                        + " blobs only");
        assertThat(operator.deletes(task.object(Kind.PART))).isEmpty();
    }

    @Test
    void theOperatorsGivesNobodyMoreThanItHas() {
        var role = new io.fabric8.kubernetes.api.model.rbac.RoleBuilder()
                .withNewMetadata()
                .withName("too-much")
                .withNamespace(SALES)
                .endMetadata()
                .withRules(Authority.getSecret("books-token"))
                .build();

        assertThat(authority.user(OPERATOR).creates(role))
                .contains("is attempting to grant RBAC permissions not currently held");
    }
}
