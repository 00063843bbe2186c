/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.controller.mcpserver;

import dev.dormouse.controller.settings.Labels;
import dev.dormouse.crds.v1alpha1.Api;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.PolicyRuleBuilder;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;

/** What the probe of a server may do: read this server and fill this catalog, each by its name. Pure. */
record Access(ServiceAccount account, Role role, RoleBinding binding, ConfigMap catalog) {
    /** @param meta of what the server owns */
    static Access of(String server, ObjectMeta meta) {
        var name = Labels.ofServer(server) + "-probe";
        var named = new ObjectMetaBuilder(meta).withName(name).build();
        var catalog = catalogName(server);
        return new Access(
                new ServiceAccountBuilder()
                        .withMetadata(named)
                        .withAutomountServiceAccountToken(false)
                        .build(),
                new RoleBuilder()
                        .withMetadata(named)
                        .withRules(
                                rule(Api.GROUP, "mcpservers", server, "get"),
                                rule("", "configmaps", catalog, "get", "update"))
                        .build(),
                new RoleBindingBuilder()
                        .withMetadata(named)
                        .withNewRoleRef("rbac.authorization.k8s.io", "Role", name)
                        .addNewSubject()
                        .withKind("ServiceAccount")
                        .withName(name)
                        .withNamespace(meta.getNamespace())
                        .endSubject()
                        .build(),
                new ConfigMapBuilder()
                        .withMetadata(
                                new ObjectMetaBuilder(meta).withName(catalog).build())
                        .build());
    }

    static String catalogName(String server) {
        return Labels.ofServer(server) + "-catalog";
    }

    /** Of account, role and binding. */
    String name() {
        return account.getMetadata().getName();
    }

    String catalogName() {
        return catalog.getMetadata().getName();
    }

    private static PolicyRule rule(String group, String resource, String name, String... verbs) {
        return new PolicyRuleBuilder()
                .withApiGroups(group)
                .withResources(resource)
                .withResourceNames(name)
                .withVerbs(verbs)
                .build();
    }
}
