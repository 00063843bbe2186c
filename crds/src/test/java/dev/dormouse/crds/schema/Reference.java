/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.crds.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** The field reference, as the schemas tell it. */
final class Reference {
    private static final String INTRODUCTION = """
            # Fields

            Made from the CRDs; don't edit (`CrdYamlTest` says how it is rewritten). All kinds are `dormouse.dev/v1alpha1`,
            namespaced, and listed by `kubectl get dormouse`. Fields in bold are required. Text is at most as long as
            `≤` says; so are lists and maps.

            **A task that is deleted and made again is a new session: its turns run again, and so do their effects.**
            """;

    private static final String REASONS = """

            ## Reasons that ask for something
            | condition of an AgentTask | what it means, and what to do |
            |---|---|
            | `SandboxReady=False/SyscallFilterMissing` | The node's kernel, or its runtime's seccomp profile, gives the \
            sandbox no system-call filter, so it ran nothing. The message names the call that failed. Have the pods run \
            where it works (`pod.nodeSelector`, `pod.runtimeClassName` of the AgentRuntime), then change the task's spec, or \
            suspend and resume it: until then there is no further pod. |
            | `SandboxReady=False/NetworkNotReady` | A network policy that the pod needs doesn't stand; the message \
            says whose and why. No pod starts before. What an McpServer says of itself: servers.md. |
            | `ResolvedRefs=False/SecretMissing` | A Secret, or its key, that an McpServer names isn't there. \
            Make it. This and the next five are said by the broker, which alone sees Secrets and addresses; \
            nothing was sent. The task sleeps, looks again every 30 s and goes on by itself; its code gets the \
            same word as the `code` of a `ToolError` when it comes up in a running turn. `dormouse run` ends \
            with 2 where the file shows it, else with 5. |
            | `ResolvedRefs=False/SecretRefused` | The value is empty, shorter than 8 characters, longer than 16 \
            KiB, or can't stand in a header. One line end at its end is no part of it. |
            | `ResolvedRefs=False/OriginRefused` | The Secret's key `dormouse-origin` names another origin than \
            that of the McpServer; the message names both. |
            | `ResolvedRefs=False/AddressRefused` | The `url` leads to a private, link-local, metadata or \
            loopback address. Name a Service in `spec.service` instead; on one's own machine write `localhost`. \
            |
            | `ResolvedRefs=False/CredentialsRefused` | The server answered 401. Correct the Secret. |
            | `ResolvedRefs=False/SecretWithheld` | The turn's code, or a server's list of tools, holds the \
            value of a Secret. In a result, print, error, argument or answer the same word is the reason of the \
            failed turn, stands in place of the print, or is the `code` of the `ToolError`. |

            | `reason` of a failed turn | what it means, and what to do |
            |---|---|
            | `GuestError` | The code threw; the message has its line. What it changed in variables stays. |
            | `CpuLimit`, `ActiveLimit`, `MemoryLimit` | The code was killed by a limit. What the turn changed in \
            variables is gone, what it did outside is not. |
            | `ResultTooLarge` | The turn's result is larger than `limits.resultBytes`. Return less; what the turn changed \
            in variables stays. |
            | `StepTooLong` | The turn's journal is full: 10,000 records, or 64 MiB of small results. Do the rest in a \
            further turn. |
            | `StoreTooSmall` | Variables, journal and large results take more than a task may keep: 64 MiB, chart value \
            `stateMebibytesPerTask`. Keep less in variables, ask tools for less, or split the turn. \
            Results of turns stand in the status, all together at most 512 KiB: return less, or do the rest in a new \
            task. |
            | `StepCrashed` | The evaluator or its pod ended four times without any progress. |
            | `SandboxViolation` | What came from the sandbox was not what an honest one says: the code has taken it \
            over, or it is a bug. The variables are those of before the turn. |
            """;

    private final StringBuilder text = new StringBuilder(INTRODUCTION);
    private final Set<String> rules = new LinkedHashSet<>();

    static String text() {
        var reference = new Reference();
        List.of(Kind.values()).forEach(reference::kind);
        return reference.text.append(REASONS).toString();
    }

    private void kind(Kind kind) {
        var schema = CrdYaml.schema(kind);
        text.append("\n## ")
                .append(kind.kind())
                .append('\n')
                .append(schema.path("description").asText())
                .append("\n");
        rules.clear();
        for (var part : List.of("spec", "status")) {
            text.append("\n| ").append(part).append(" | type | |\n|---|---|---|\n");
            fields(schema.path("properties").path(part), "");
        }
        rules(schema);
        text.append("\nRules:\n\n");
        rules.forEach(rule -> text.append("- ").append(rule).append('\n'));
        if (rules.isEmpty()) {
            text.setLength(text.length() - "\nRules:\n\n".length());
        }
    }

    private void fields(JsonNode schema, String prefix) {
        var required = StreamSupport.stream(schema.path("required").spliterator(), false)
                .map(JsonNode::asText)
                .toList();
        rules(schema);
        schema.path("properties").properties().forEach(property -> {
            var name = "`" + prefix + property.getKey() + "`";
            row(required.contains(property.getKey()) ? "**" + name + "**" : name, property.getValue());
            below(property.getValue(), prefix + property.getKey());
        });
    }

    private void below(JsonNode field, String path) {
        if (field.path("properties").isObject()) {
            fields(field, path + ".");
        } else {
            rules(field);
            if (field.path("items").path("properties").isObject()) {
                fields(field.path("items"), path + "[].");
            }
        }
    }

    private void row(String name, JsonNode field) {
        var meaning = field.path("description").asText().replace("|", "\\|").replace("<", "&lt;");
        text.append("| %s | %s | %s |\n".formatted(name, type(field), meaning));
    }

    private void rules(JsonNode schema) {
        schema.path("x-kubernetes-validations")
                .forEach(rule -> rules.add(rule.path("message").asText()));
    }

    private static String type(JsonNode field) {
        var words = new ArrayList<String>();
        if (field.has("enum")) {
            return StreamSupport.stream(field.path("enum").spliterator(), false)
                    .map(JsonNode::asText)
                    .collect(Collectors.joining(", "));
        }
        words.add(
                switch (field.path("type").asText("any JSON")) {
                    case "array" -> "list";
                    case "object" -> field.has("additionalProperties") ? "map" : "object";
                    case "string" -> field.has("format") ? "time" : "text";
                    case "boolean" -> "true or false";
                    case "integer" -> "number";
                    case String other -> other;
                });
        if (field.has("maximum")) {
            words.add(field.path("minimum").asText() + " to "
                    + field.path("maximum").asText());
        }
        for (var bound : List.of("maxLength", "maxItems", "maxProperties")) {
            if (field.has(bound)) {
                words.add("≤ " + field.path(bound).asText());
            }
        }
        return String.join(" ", words);
    }
}
