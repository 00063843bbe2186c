/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.controller.agenttask;

import dev.dormouse.crds.plan.RuntimePlan;
import dev.dormouse.crds.plan.TaskPlan;
import dev.dormouse.crds.plan.TaskPlan.CodeSource;
import dev.dormouse.crds.plan.TaskPlan.ToolBinding;
import dev.dormouse.crds.v1alpha1.Api;
import dev.dormouse.wire.state.Head;
import dev.dormouse.wire.state.TaskState;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.PolicyRuleBuilder;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import java.util.ArrayList;
import java.util.List;

/** What a task's broker may do: read what the task names and write the task's state, each by its name. */
record Access(ServiceAccount account, Role role, RoleBinding binding) {
    private static final List<String> READ = List.of("get", "list", "watch");

    /** Of account, role and binding. */
    static String name(String task) {
        return task + "-task";
    }

    /** @param head names the parts of blobs that the broker may fill and read */
    static Access of(TaskPlan task, Head head, ObjectMeta meta) {
        var name = name(task.ref().name());
        return new Access(
                new ServiceAccountBuilder()
                        .withMetadata(meta)
                        .withAutomountServiceAccountToken(false)
                        .build(),
                new RoleBuilder()
                        .withMetadata(meta)
                        .withRules(rules(task, head))
                        .build(),
                new RoleBindingBuilder()
                        .withMetadata(meta)
                        .withNewRoleRef("rbac.authorization.k8s.io", "Role", name)
                        .addNewSubject()
                        .withKind("ServiceAccount")
                        .withName(name)
                        .withNamespace(task.ref().namespace())
                        .endSubject()
                        .build());
    }

    private static List<PolicyRule> rules(TaskPlan task, Head head) {
        var rules = new ArrayList<PolicyRule>();
        rules.add(rule(Api.GROUP, "agenttasks", List.of(task.ref().name()), READ));
        rules.add(rule(Api.GROUP, "agentruntimes", List.of(task.runtime().orElse(RuntimePlan.DEFAULT_NAME)), READ));
        var servers = task.tools().stream()
                .map(ToolBinding::server)
                .distinct()
                .sorted()
                .toList();
        if (!servers.isEmpty()) {
            rules.add(rule(Api.GROUP, "mcpservers", servers, READ));
        }
        rules.add(rule(
                "", "configmaps", List.of(TaskState.nameFor(task.ref().name())), List.of("get", "update", "patch")));
        var parts = head.blobs().named().stream()
                .map(part -> part.configMap(task.ref().name()))
                .toList();
        if (!parts.isEmpty()) {
            rules.add(rule("", "configmaps", parts, List.of("get", "update")));
        }
        var code = codeConfigMaps(task);
        if (!code.isEmpty()) {
            rules.add(rule("", "configmaps", code, List.of("get")));
        }
        return rules;
    }

    private static List<String> codeConfigMaps(TaskPlan task) {
        return task.turns().stream()
                .map(turn -> turn.code())
                .filter(CodeSource.FromConfigMap.class::isInstance)
                .map(source -> ((CodeSource.FromConfigMap) source).name())
                .distinct()
                .sorted()
                .toList();
    }

    private static PolicyRule rule(String group, String resource, List<String> names, List<String> verbs) {
        return new PolicyRuleBuilder()
                .withApiGroups(group)
                .withResources(resource)
                .withResourceNames(names)
                .withVerbs(verbs)
                .build();
    }
}
