/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.controller.authority;

import static dev.dormouse.controller.authority.Authority.COLLECTOR;
import static dev.dormouse.controller.authority.Authority.OPERATOR;
import static dev.dormouse.controller.authority.Authority.SALES;
import static dev.dormouse.controller.authority.Authority.denial;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dormouse.controller.authority.TaskObjects.Kind;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.policy.v1.EvictionBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is labelled dormouse.dev/task is written by the operator, and its state by the task's own account. */
class ObjectsPolicyTest {
    private final Authority authority = Authority.shared();
    private final Person root = authority.root();

    @ParameterizedTest
    @EnumSource
    void theOperatorMakesThemAndNobodyElse(Kind kind) {
        var task = TaskObjects.nobodysYet(authority, SALES, "made");

        // of two policies that refuse, the API server names either
        assertThat(root.creates(task.object(kind)))
                .isIn(
                        denial(
                                task.called(kind),
                                "task-objects",
                                "admin may not create " + kind.kind() + " " + task.name(kind)
                                        + " in namespace sales: the label dormouse.dev/task is for what Dormouse makes;"
                                        + " remove it"),
                        denial(
                                task.called(kind),
                                "accounts",
                                "admin may not make " + (kind == Kind.POD ? "a Pod as" : "the")
                                        + " ServiceAccount made-task in namespace sales: tasks run there, and accounts"
                                        + " named ...-task or mcp-...-probe belong to them; take one of another name"));
        assertThat(authority.user(OPERATOR).creates(task.object(kind))).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void nobodyElseChangesThem(Kind kind) {
        var task = TaskObjects.made(authority, "kept");
        var denied = denial(
                task.called(kind),
                "task-objects",
                "admin may not update " + kind.kind() + " " + task.name(kind)
                        + " in namespace sales: it belongs to AgentTask kept, and only Dormouse writes it; change or"
                        + " delete the AgentTask");

        assertThat(root.patches(task.object(kind), kind.change())).isEqualTo(denied);
        assertThat(root.patches(task.object(kind), "{\"metadata\":{\"labels\":{\"dormouse.dev/task\":null}}}"))
                .isEqualTo(denied);
        assertThat(root.patches(task.object(kind), "{\"metadata\":{\"labels\":{\"dormouse.dev/task\":\"other\"}}}"))
                .isEqualTo(denied);
        assertThat(root.patches(task.object(kind), "{\"metadata\":{\"ownerReferences\":null}}"))
                .isEqualTo(denied);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "POD")
    void onlyTheCollectorAndANamespacesEndTakeThemAway(Kind kind) {
        var task = TaskObjects.made(authority, "cleared");
        var namespaceController = authority.user("system:serviceaccount:kube-system:namespace-controller");

        assertThat(root.deletes(task.object(kind)))
                .isEqualTo(denial(
                        task.called(kind),
                        "task-objects",
                        "admin may not delete " + kind.kind() + " " + task.name(kind)
                                + " in namespace sales: it belongs to AgentTask cleared, and only Dormouse writes it;"
                                + " change or delete the AgentTask"));
        assertThat(authority.user(COLLECTOR).deletes(task.object(kind))).isEmpty();
        TaskObjects.made(authority, "cleared");
        assertThat(namespaceController.deletes(task.object(kind))).isEmpty();
    }

    @Test
    void aPodMayBeDeletedAndEvictedByWhoeverRbacLets() {
        var task = TaskObjects.made(authority, "drained");
        assertThat(root.deletes(task.object(Kind.POD))).isEmpty();

        TaskObjects.made(authority, "drained");
        var eviction = new EvictionBuilder()
                .withNewMetadata()
                .withName(task.name(Kind.POD))
                .withNamespace(SALES)
                .endMetadata()
                .build();
        assertThat(root.tries(it -> it.pods()
                        .inNamespace(SALES)
                        .withName(task.name(Kind.POD))
                        .evict(eviction)))
                .isEmpty();
    }

    @Test
    void kubernetesBindsAPodAndSaysHowItFares() {
        var task = TaskObjects.made(authority, "scheduled");
        var pod = authority.admin().pods().inNamespace(SALES).withName(task.name(Kind.POD));
        var to = new ObjectReferenceBuilder().withKind("Node").withName("n1").build();

        assertThat(authority
                        .user("system:kube-scheduler")
                        .tries(it -> it.bindings()
                                .inNamespace(SALES)
                                .resource(new io.fabric8.kubernetes.api.model.BindingBuilder()
                                        .withNewMetadata()
                                        .withName(task.name(Kind.POD))
                                        .endMetadata()
                                        .withTarget(to)
                                        .build())
                                .create()))
                .isEmpty();
        assertThat(root.tries(_ -> pod.editStatus(it -> new PodBuilder(it)
                        .editOrNewStatus()
                        .withPhase("Running")
                        .endStatus()
                        .build())))
                .isEmpty();
        assertThat(pod.require().getSpec().getNodeName()).isEqualTo("n1");
    }

    @Test
    void aNetworkPluginMayAnnotateAPodButNobodyGetsAnotherImageOrContainerIn() {
        var task = TaskObjects.made(authority, "plugged");
        var pod = authority.admin().pods().inNamespace(SALES).withName(task.name(Kind.POD));

        assertThat(root.patches(task.object(Kind.POD), "{\"metadata\":{\"annotations\":{\"cni/ips\":\"10.0.0.1\"}}}"))
                .isEmpty();
        assertThat(root.tries(_ -> pod.edit(it -> new PodBuilder(it)
                        .editSpec()
                        .editFirstContainer()
                        .withImage("mine")
                        .endContainer()
                        .endSpec()
                        .build())))
                .contains("admin may not update Pod plugged-e3");
        assertThat(root.tries(_ -> pod.ephemeralContainers()
                        .edit(it -> new PodBuilder(it)
                                .editSpec()
                                .addNewEphemeralContainer()
                                .withName("look")
                                .withImage("busybox")
                                .endEphemeralContainer()
                                .endSpec()
                                .build())))
                .contains("admin may not update Pod plugged-e3");
    }

    @Test
    void theTasksOwnAccountWritesItsStateAndNothingElse() {
        var task = TaskObjects.made(authority, "writer");
        var other = TaskObjects.made(authority, "neighbour");
        // with every right that RBAC can give, as if somebody had been generous
        var own = authority.person("system:serviceaccount:sales:writer-task", "cluster-admin");

        assertThat(own.patches(task.object(Kind.STATE), Kind.STATE.change())).isEmpty();
        assertThat(own.patches(task.object(Kind.STATE), "{\"metadata\":{\"labels\":{\"dormouse.dev/live\":null}}}"))
                .isEmpty();
        assertThat(own.patches(task.object(Kind.STATE), "{\"metadata\":{\"labels\":{\"dormouse.dev/task\":null}}}"))
                .isNotEmpty();
        assertThat(own.patches(task.object(Kind.STATE), "{\"metadata\":{\"ownerReferences\":null}}"))
                .isNotEmpty();
        assertThat(own.deletes(task.object(Kind.STATE))).isNotEmpty();
        assertThat(own.patches(task.object(Kind.PART), Kind.PART.change())).isEmpty();
        assertThat(own.deletes(task.object(Kind.PART))).isNotEmpty();
        assertThat(own.patches(other.object(Kind.PART), Kind.PART.change())).isNotEmpty();
        assertThat(own.patches(other.object(Kind.STATE), Kind.STATE.change()))
                .endsWith(
                        "system:serviceaccount:sales:writer-task may not update ConfigMap neighbour-state in namespace"
                                + " sales: it belongs to AgentTask neighbour, and only Dormouse writes it; change or delete the"
                                + " AgentTask");
        for (var kind : new Kind[] {Kind.ACCOUNT, Kind.ROLE, Kind.BINDING, Kind.POD}) {
            assertThat(own.patches(task.object(kind), kind.change())).isNotEmpty();
        }
    }

    @Test
    void whatHasNoLabelIsNobodysBusinessUntilItGetsOne() {
        var mine = new ConfigMapBuilder()
                .withNewMetadata()
                .withName("mine")
                .withNamespace(SALES)
                .endMetadata()
                .build();
        var editor = authority.person("edith", "edit");
        assertThat(editor.creates(mine)).isEmpty();

        assertThat(editor.patches(mine, "{\"metadata\":{\"labels\":{\"dormouse.dev/task\":\"kept\"}}}"))
                .isEqualTo(denial(
                        "configmaps \"mine\"",
                        "task-objects",
                        "edith may not update ConfigMap mine in namespace sales: the label dormouse.dev/task is for what"
                                + " Dormouse makes; remove it"));
        assertThat(editor.patches(mine, "{\"data\":{\"a\":\"b\"}}")).isEmpty();
        assertThat(editor.deletes(mine)).isEmpty();
    }
}
