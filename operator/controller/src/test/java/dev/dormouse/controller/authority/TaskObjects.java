/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.controller.authority;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The objects of one task, as the golden files of the operator have them: {@code resources/servers-and-secrets}. */
record TaskObjects(String namespace, String task, String uid) {
    private static final Path GOLDEN = Path.of("src/test/resources/resources/servers-and-secrets");

    /** @param change a merge patch that changes what it is for */
    enum Kind {
        STATE("ConfigMap", "configmaps", "-state", "{\"data\":{\"head\":\"{}\"}}"),
        PART("ConfigMap", "configmaps", "-blob-3-1", "{\"binaryData\":{\"part\":\"AAAA\"}}"),
        ACCOUNT("ServiceAccount", "serviceaccounts", "-task", "{\"automountServiceAccountToken\":true}"),
        ROLE("Role", "roles.rbac.authorization.k8s.io", "-task", "{\"rules\":[]}"),
        BINDING("RoleBinding", "rolebindings.rbac.authorization.k8s.io", "-task", "{\"subjects\":[]}"),
        POD("Pod", "pods", "-e3", "{\"spec\":{\"activeDeadlineSeconds\":10}}");

        private final String kind;
        private final String resource;
        private final String suffix;
        private final String change;

        Kind(String kind, String resource, String suffix, String change) {
            this.kind = kind;
            this.resource = resource;
            this.suffix = suffix;
            this.change = change;
        }

        String kind() {
            return kind;
        }

        String change() {
            return change;
        }
    }

    /** Of a task that exists and has nothing yet. */
    static TaskObjects nobodysYet(Authority authority, String namespace, String task) {
        assertThat(authority.root().applies(Authority.task(namespace, task, "")))
                .isEmpty();
        var made =
                authority.admin().resource(Authority.task(namespace, task, "")).require();
        return new TaskObjects(namespace, task, made.getMetadata().getUid());
    }

    /** Made by the operator, as far as they don't exist. */
    static TaskObjects made(Authority authority, String task) {
        return made(authority, Authority.SALES, task);
    }

    static TaskObjects made(Authority authority, String namespace, String task) {
        var objects = nobodysYet(authority, namespace, task);
        var operator = authority.user(Authority.OPERATOR);
        for (var kind : Kind.values()) {
            var object = objects.object(kind);
            if (authority.admin().resource(object).get() == null) {
                assertThat(operator.creates(object)).isEmpty();
            }
        }
        return objects;
    }

    String name(Kind kind) {
        return task + kind.suffix;
    }

    /** As the API server names it in a refusal. */
    String called(Kind kind) {
        return kind.resource + " \"" + name(kind) + "\"";
    }

    HasMetadata object(Kind kind) {
        try {
            var yaml = Files.readString(GOLDEN.resolve("out-" + kind.kind + "-overdue" + kind.suffix + ".yaml"));
            return new KubernetesSerialization()
                    .unmarshal(yaml.replace("uid-overdue", uid)
                            .replace("overdue", task)
                            .replace("\"sales\"", "\"" + namespace + "\""));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
