/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.crds.file;

import dev.dormouse.crds.plan.Parsed;
import dev.dormouse.crds.plan.Parsed.Accepted;
import dev.dormouse.crds.plan.Parsed.Rejected;
import dev.dormouse.crds.plan.RuntimeParser;
import dev.dormouse.crds.plan.RuntimePlan;
import dev.dormouse.crds.plan.ServerParser;
import dev.dormouse.crds.plan.ServerPlan;
import dev.dormouse.crds.plan.TaskParser;
import dev.dormouse.crds.plan.TaskPlan;
import dev.dormouse.crds.v1alpha1.AgentRuntime;
import dev.dormouse.crds.v1alpha1.AgentTask;
import dev.dormouse.crds.v1alpha1.Api;
import dev.dormouse.crds.v1alpha1.McpServer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads all documents before it complains, so that a person mends a file in one go. */
final class TaskFileReader {
    private static final String TASK = "AgentTask";
    private static final Map<String, String> SCHEMAS =
            Map.of(TASK, "agenttasks", "McpServer", "mcpservers", "AgentRuntime", "agentruntimes");

    private final List<Document> documents;
    private final List<Problem> problems = new ArrayList<>();
    private final KeyedText secrets = new KeyedText("Secret");
    private final KeyedText configMaps = new KeyedText("ConfigMap");
    private final Map<String, ServerPlan> servers = new HashMap<>();
    private final Map<String, RuntimePlan> runtimes = new HashMap<>();

    TaskFileReader(List<Document> documents) {
        this.documents = documents;
    }

    TaskFile read() throws TaskFileException {
        documents.forEach(this::checkKindAndName);
        stopIfBad();
        documents.forEach(this::readOne);
        var task = task();
        stopIfBad();
        var plan = task.flatMap(document -> plan(document, parsedTask(document)));
        stopIfBad();
        var file = new TaskFile(plan.orElseThrow(), servers, secrets.asSecrets(), configMaps.asCode());
        problems.addAll(new References(file, documents).problems());
        stopIfBad();
        return file;
    }

    private void stopIfBad() throws TaskFileException {
        if (!problems.isEmpty()) {
            throw new TaskFileException(problems);
        }
    }

    private void checkKindAndName(Document document) {
        var kind = document.kind();
        var ours = SCHEMAS.containsKey(kind);
        if (!ours && !kind.equals("Secret") && !kind.equals("ConfigMap")) {
            problems.add(document.problem(
                    "kind",
                    "a task file holds AgentTask, McpServer, AgentRuntime, Secret and ConfigMap, not '" + kind + "'"));
            return;
        }
        var version = ours ? Api.API_VERSION : "v1";
        if (!document.content().path("apiVersion").asText().equals(version)) {
            problems.add(document.problem("apiVersion", "must be " + version));
        }
        if (document.name().isEmpty()) {
            problems.add(document.problem("metadata.name", "is missing; add it"));
        }
    }

    private void readOne(Document document) {
        var same = documents.stream()
                .filter(other ->
                        other.kind().equals(document.kind()) && other.name().equals(document.name()))
                .findFirst();
        if (same.orElseThrow() != document) {
            problems.add(document.problem(
                    "metadata.name", "is taken by document " + same.get().number() + "; rename one"));
        }
        var plural = SCHEMAS.get(document.kind());
        var bad = plural == null ? List.<Problem>of() : CrdSchema.of(plural).problems(document);
        problems.addAll(bad);
        if (bad.isEmpty()) {
            readValid(document);
        }
    }

    private void readValid(Document document) {
        switch (document.kind()) {
            case "Secret" -> problems.addAll(secrets.read(document));
            case "ConfigMap" -> problems.addAll(configMaps.read(document));
            case "McpServer" ->
                plan(document, ServerParser.parse(document.as(McpServer.class)))
                        .ifPresent(plan -> servers.put(plan.name(), plan));
            case "AgentRuntime" ->
                plan(document, RuntimeParser.parse(document.as(AgentRuntime.class)))
                        .ifPresent(plan -> runtimes.put(plan.name(), plan));
            default -> {} // the task is parsed when its runtime is known
        }
        if (document.content().path("spec").has("service")) {
            problems.add(document.problem("spec.service", "there is no cluster here to find a Service in; give url"));
        }
    }

    private Optional<Document> task() {
        var tasks = documents.stream()
                .filter(document -> document.kind().equals(TASK))
                .toList();
        if (tasks.size() == 1) {
            return Optional.of(tasks.getFirst());
        }
        problems.add(new Problem("", "", "a task file holds exactly one AgentTask, this one holds " + tasks.size()));
        return Optional.empty();
    }

    private Parsed<TaskPlan> parsedTask(Document document) {
        var task = document.as(AgentTask.class);
        return TaskParser.parse(task, runtimes.get(TaskParser.runtimeName(task)));
    }

    private <T> Optional<T> plan(Document document, Parsed<T> parsed) {
        return switch (parsed) {
            case Accepted<T>(var plan) -> Optional.of(plan);
            case Rejected<T>(var field, var _, var message) -> {
                problems.add(document.problem(field, message));
                yield Optional.empty();
            }
        };
    }
}
