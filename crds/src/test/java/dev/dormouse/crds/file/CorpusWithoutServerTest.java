/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.crds.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dormouse.crds.plan.Parsed;
import dev.dormouse.crds.plan.Parsed.Rejected;
import dev.dormouse.crds.plan.RuntimeParser;
import dev.dormouse.crds.plan.RuntimePlan;
import dev.dormouse.crds.plan.RuntimePlan.PodPlan;
import dev.dormouse.crds.plan.ServerParser;
import dev.dormouse.crds.plan.TaskParser;
import dev.dormouse.crds.testing.Corpus;
import dev.dormouse.crds.testing.Corpus.Case;
import dev.dormouse.crds.v1alpha1.AgentRuntime;
import dev.dormouse.crds.v1alpha1.AgentTask;
import dev.dormouse.crds.v1alpha1.LimitsSpec;
import dev.dormouse.crds.v1alpha1.McpServer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What an API server refuses, a task file refuses too, and what it takes, a parser takes. */
class CorpusWithoutServerTest {
    @ParameterizedTest
    @MethodSource
    void aValidResourceHasAPlan(Case valid) throws TaskFileException {
        for (var document : valid.documents()) {
            assertThat(problems(document)).isEmpty();
        }
    }

    /** Files that are wrong only as an update of the resource before have no place here. */
    @ParameterizedTest
    @MethodSource
    void anInvalidResourceHasNone(Case invalid) throws TaskFileException {
        assertThat(problems(invalid.documents().getFirst())).isNotEmpty();
    }

    static List<Case> aValidResourceHasAPlan() {
        return Corpus.valid();
    }

    static List<Case> anInvalidResourceHasNone() {
        return Corpus.invalid().stream()
                .filter(invalid -> invalid.documents().size() == 1)
                .toList();
    }

    private static List<String> problems(String yaml) throws TaskFileException {
        var document = Document.read(yaml).getFirst();
        var plural = document.kind().toLowerCase(java.util.Locale.ROOT) + "s";
        var problems = new ArrayList<>(CrdSchema.of(plural).problems(document).stream()
                .map(Problem::toString)
                .toList());
        if (problems.isEmpty() && parse(document) instanceof Rejected<?> rejected) {
            problems.add(rejected.text());
        }
        return problems;
    }

    private static Parsed<?> parse(Document document) {
        var fast = new RuntimePlan("fast", 1, new LimitsSpec(null, null, null, null, null), PodPlan.BUILT_IN);
        return switch (document.kind()) {
            case "AgentTask" -> TaskParser.parse(document.as(AgentTask.class), fast);
            case "McpServer" -> ServerParser.parse(document.as(McpServer.class));
            default -> RuntimeParser.parse(document.as(AgentRuntime.class));
        };
    }
}
