/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.crds.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dormouse.crds.plan.Parsed.Accepted;
import dev.dormouse.crds.plan.Parsed.Rejected;
import dev.dormouse.crds.plan.TaskPlan.CodeSource;
import dev.dormouse.crds.plan.TaskPlan.DesiredState;
import dev.dormouse.crds.plan.TaskPlan.Limits;
import dev.dormouse.crds.plan.TaskPlan.TurnPlan;
import dev.dormouse.crds.v1alpha1.AgentRuntime;
import dev.dormouse.crds.v1alpha1.AgentTask;
import dev.dormouse.crds.v1alpha1.Reason;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.time.Duration;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TaskParserTest {
    private static final KubernetesSerialization YAML = new KubernetesSerialization();

    @Test
    void aTaskWithNothingButCodeHasBuiltInSettings() {
        var plan = plan("""
                turns: [{name: one, code: "1 + 1"}]
                """);

        assertThat(plan.limits()).isEqualTo(Limits.BUILT_IN);
        assertThat(plan.desiredState()).isEqualTo(DesiredState.RUNNING);
        assertThat(plan.runtime()).isEmpty();
        assertThat(plan.inputs().isNull()).isTrue();
        assertThat(plan.turns()).containsExactly(new TurnPlan("one", new CodeSource.Inline("1 + 1")));
        assertThat(plan.ref()).hasToString("books/t");
    }

    @Test
    void everythingIsTakenOver() {
        var plan = plan("""
                inputs: [1, {a: b}]
                tools: [{name: books, serverRef: {name: library}, allow: [get_*]}]
                turns: [{name: one, codeFrom: {configMapKeyRef: {name: programs, key: one.js}}}]
                limits: {toolCalls: 1, effects: 2, cpuSeconds: 3, activeSeconds: 4, resultBytes: 50}
                desiredState: Suspended
                idleSeconds: 7
                """);

        assertThat(plan.inputs().at("/1/a").asText()).isEqualTo("b");
        assertThat(plan.tools()).singleElement().satisfies(tool -> {
            assertThat(tool.server()).isEqualTo("library");
            assertThat(tool.allow().allows("get_x")).isTrue();
            assertThat(tool.allow().allows("put_x")).isFalse();
        });
        assertThat(plan.turns().getFirst().code()).isEqualTo(new CodeSource.FromConfigMap("programs", "one.js"));
        assertThat(plan.limits()).isEqualTo(new Limits(1, 2, Duration.ofSeconds(3), Duration.ofSeconds(4), 50));
        assertThat(plan.desiredState()).isEqualTo(DesiredState.SUSPENDED);
        assertThat(plan.idle()).isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void aRuntimeGivesLimitsToTasksThatHaveNone() {
        var parsed = TaskParser.parse(task("turns: [{name: one, code: x}]"), runtime("limits: {cpuSeconds: 999}"));

        assertThat(parsed).isInstanceOfSatisfying(Accepted.class, accepted -> {
            var plan = (TaskPlan) accepted.plan();
            assertThat(plan.limits().cpu()).isEqualTo(Duration.ofSeconds(999));
            assertThat(plan.limits().effects()).isEqualTo(1000);
            assertThat(plan.runtime()).contains("default");
        });
    }

    @Test
    void askingForMoreThanTheRuntimeAllowsIsRefused() {
        var task = task("""
                turns: [{name: one, code: x}]
                limits: {effects: 11}
                """);

        assertThat(TaskParser.parse(task, runtime("limits: {effects: 10}")))
                .isEqualTo(new Rejected<>(
                        "spec.limits.effects",
                        Reason.LIMIT_ABOVE_CEILING,
                        "11 is more than the 10 that AgentRuntime default allows; lower it, or raise it there"));
    }

    @Test
    void aRuntimeThatIsNamedMustExist() {
        var task = task("""
                runtimeRef: {name: fast}
                turns: [{name: one, code: x}]
                """);

        assertThat(TaskParser.runtimeName(task)).isEqualTo("fast");
        assertRefused(task, "spec.runtimeRef.name", Reason.RUNTIME_NOT_FOUND);
    }

    @Test
    void theFirstBadFieldIsNamed() {
        assertRefused(task("turns: []"), "spec.turns", Reason.MISSING_FIELD);
        assertRefused(task("turns: [{name: a}]"), "spec.turns[0]", Reason.EXACTLY_ONE_OF);
        assertRefused(task("turns: [{code: a}]"), "spec.turns[0].name", Reason.MISSING_FIELD);
        assertRefused(task("turns: [{name: A, code: a}]"), "spec.turns[0].name", Reason.INVALID_FIELD);
        assertRefused(task("turns: [{name: a, code: a}, {name: a, code: b}]"), "spec.turns", Reason.INVALID_FIELD);
        assertRefused(
                task("turns: [{name: a, codeFrom: {configMapKeyRef: {name: a}}}]"),
                "spec.turns[0].codeFrom.configMapKeyRef.key",
                Reason.MISSING_FIELD);
        assertRefused(
                task("{turns: [{name: a, code: a}], tools: [{name: search, serverRef: {name: a}}]}"),
                "spec.tools[0].name",
                Reason.INVALID_FIELD);
    }

    @Test
    void sizesAreCountedInBytes() {
        assertRefused(
                task("turns: [{name: a, code: '" + "ä".repeat(16_385) + "'}]"), "spec.turns[0].code", Reason.TOO_LARGE);
        var turns = IntStream.range(0, 5)
                .mapToObj(i -> "{name: t" + i + ", code: '" + "x".repeat(30_000) + "'}")
                .collect(Collectors.joining(","));
        assertRefused(task("turns: [" + turns + "]"), "spec.turns", Reason.TOO_LARGE);
        assertRefused(
                task("{turns: [{name: a, code: a}], inputs: '" + "x".repeat(65_535) + "'}"),
                "spec.inputs",
                Reason.TOO_LARGE);
    }

    @Test
    void inputsAreAsDeepAsFramesCarryThem() {
        assertThat(depth(plan(deep("[", 190)).inputs())).isEqualTo(190);
        assertRefused(task(deep("[", 191)), "spec.inputs", Reason.TOO_LARGE);
        assertRefused(task(deep("{a: ", 191)), "spec.inputs", Reason.TOO_LARGE);
        assertRefused(task(deep("[", 900)), "spec.inputs", Reason.TOO_LARGE);
    }

    /** A framework copies and compares what it reads, one call a level. */
    @Test
    void whatIsReadOfInputsBeyondMeasureIsNotDeepEnoughToOverflowAStack() {
        var inputs = Objects.requireNonNull(task(deep("[", 900)).getSpec()).inputs();

        assertThat(depth(inputs)).isEqualTo(256);
    }

    private static String deep(String open, int levels) {
        var close = open.equals("[") ? "]" : "}";
        return "{turns: [{name: a, code: a}], inputs: " + open.repeat(levels - 1) + open.charAt(0)
                + close.repeat(levels) + "}";
    }

    private static int depth(@Nullable JsonNode node) {
        var levels = 0;
        for (var at = node; at != null && at.isContainerNode(); at = at.get(0)) {
            levels++;
        }
        return levels;
    }

    private static void assertRefused(AgentTask task, String field, Reason reason) {
        assertThat(TaskParser.parse(task, null)).isInstanceOfSatisfying(Rejected.class, rejected -> {
            assertThat(rejected.field()).isEqualTo(field);
            assertThat(rejected.reason()).isEqualTo(reason);
        });
    }

    private static TaskPlan plan(String spec) {
        return switch (TaskParser.parse(task(spec), null)) {
            case Accepted<TaskPlan>(var plan) -> plan;
            case Rejected<TaskPlan> rejected -> throw new AssertionError(rejected.text());
        };
    }

    private static AgentTask task(String spec) {
        return YAML.unmarshal(
                "metadata: {name: t, namespace: books, uid: u}\nspec:\n" + spec.indent(2), AgentTask.class);
    }

    private static RuntimePlan runtime(String spec) {
        var runtime = YAML.unmarshal(
                "metadata: {name: default, generation: 3}\nspec:\n" + spec.indent(2), AgentRuntime.class);
        return switch (RuntimeParser.parse(runtime)) {
            case Accepted<RuntimePlan>(var plan) -> plan;
            case Rejected<RuntimePlan> rejected -> throw new AssertionError(rejected.text());
        };
    }
}
