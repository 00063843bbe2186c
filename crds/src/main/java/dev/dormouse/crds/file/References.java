/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.crds.file;

import dev.dormouse.crds.plan.Credential;
import dev.dormouse.crds.plan.Origin;
import dev.dormouse.crds.plan.Parsed;
import dev.dormouse.crds.plan.ServerPlan;
import dev.dormouse.crds.plan.ServerPlan.SecretKey;
import dev.dormouse.crds.plan.TaskPlan.CodeSource.FromConfigMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Whether everything that a file names is in it. */
record References(TaskFile file, List<Document> documents) {

    List<Problem> problems() {
        var problems = new ArrayList<Problem>();
        tools(problems);
        turns(problems);
        file.servers().values().forEach(server -> secrets(server, problems));
        return problems;
    }

    private void tools(List<Problem> problems) {
        var tools = file.task().tools();
        for (int i = 0; i < tools.size(); i++) {
            var server = tools.get(i).server();
            if (!file.servers().containsKey(server)) {
                var known = String.join(", ", new TreeSet<>(file.servers().keySet()));
                problems.add(of("AgentTask", file.task().ref().name())
                        .problem(
                                "spec.tools[" + i + "].serverRef.name",
                                "the file has no McpServer " + server + "; it has "
                                        + (known.isEmpty() ? "none" : known)));
            }
        }
    }

    private void turns(List<Problem> problems) {
        var turns = file.task().turns();
        for (int i = 0; i < turns.size(); i++) {
            if (turns.get(i).code() instanceof FromConfigMap from
                    && !file.code().containsKey(from)) {
                problems.add(of("AgentTask", file.task().ref().name())
                        .problem(
                                "spec.turns[" + i + "].codeFrom.configMapKeyRef",
                                "the file has no ConfigMap " + from.name() + " with the key " + from.key()));
            }
        }
    }

    private void secrets(ServerPlan server, List<Problem> problems) {
        for (var header : server.auth()) {
            var secret = header.secret();
            if (file.secrets().getOrDefault(secret, "").isEmpty()) {
                problems.add(of("McpServer", server.name())
                        .problem(
                                "spec.auth",
                                "the file has no Secret " + secret.name() + " with a value under the key "
                                        + secret.key()));
            } else {
                credential(server, secret)
                        .ifPresent(why ->
                                problems.add(of("McpServer", server.name()).problem("spec.auth", why)));
            }
        }
    }

    private Optional<String> credential(ServerPlan server, SecretKey secret) {
        var value = Credential.parse(secret, Optional.ofNullable(file.secrets().get(secret)));
        var origin = Optional.ofNullable(file.secrets().get(secret.origin()));
        return value instanceof Parsed.Rejected<String> refused
                ? Optional.of(refused.text())
                : Origin.refusal(server, secret, origin);
    }

    private Document of(String kind, String name) {
        return documents.stream()
                .filter(document ->
                        document.kind().equals(kind) && document.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
