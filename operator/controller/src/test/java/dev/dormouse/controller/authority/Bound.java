/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.controller.authority;

import static dev.dormouse.controller.authority.Authority.ELSEWHERE;
import static dev.dormouse.controller.authority.Authority.OPERATOR;
import static dev.dormouse.controller.authority.Authority.SALES;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import java.util.Map;
import java.util.function.Supplier;
import org.awaitility.Awaitility;

/** Policies bind a moment after they were made, each at its own time: what each refuses is tried until it does. */
record Bound(Authority authority) {
    private static final String CODE_ELSEWHERE = """
            apiVersion: dormouse.dev/v1alpha1
            kind: AgentTask
            metadata: {name: awaited, namespace: %s}
            spec: {turns: [{name: one, codeFrom: {configMapKeyRef: {name: code, key: k}}}]}
            """.formatted(SALES);
    private static final String SERVER = Authority.object(
            "McpServer", "awaited", "{url: 'https://a.example.com', auth: {bearerTokenSecretRef: {name: s, key: k}}}");
    private static final String RUNTIME =
            Authority.object("AgentRuntime", "awaited", "{pod: {imagePullSecrets: [{name: s}]}}");

    void await() {
        var root = authority.root();
        var author = authority.person("awaited", "dormouse-admin");
        await("tasks", root, Authority.task(ELSEWHERE, "awaited", ""));
        await("task-code", author, CODE_ELSEWHERE);
        await("servers", author, SERVER);
        await("runtimes", author, RUNTIME);
        await("task-objects", root, map("dormouse.dev/task"));
        await("server-objects", root, map("dormouse.dev/server"));
        await("accounts", root, account());
        awaitDeletions();
    }

    private void awaitDeletions() {
        var nobodys = map("of-the-test");
        authority.admin().resource(nobodys).serverSideApply();
        await(
                "deletions",
                () -> authority
                        .user(OPERATOR)
                        .tries(it -> it.resource(nobodys).dryRun().delete()));
    }

    private static void await(String policy, Person who, String yaml) {
        await(policy, () -> who.tries(it -> it.resource(yaml).dryRun().create()));
    }

    private static void await(String policy, Person who, HasMetadata object) {
        await(policy, () -> who.tries(it -> it.resource(object).dryRun().create()));
    }

    private static void await(String policy, Supplier<String> refusal) {
        Awaitility.await("policy " + policy + " binds")
                .until(refusal::get, said -> said.contains("ValidatingAdmissionPolicy 'dormouse-" + policy + "'"));
    }

    private static HasMetadata map(String label) {
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withName("awaited")
                .withNamespace(SALES)
                .withLabels(Map.of(label, "nobody"))
                .endMetadata()
                .build();
    }

    private static HasMetadata account() {
        return new ServiceAccountBuilder()
                .withNewMetadata()
                .withName("awaited-task")
                .withNamespace(SALES)
                .endMetadata()
                .build();
    }
}
