/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.crds.status;

import static dev.dormouse.crds.plan.TaskPlan.DesiredState.CANCELLED;
import static dev.dormouse.crds.plan.TaskPlan.DesiredState.RUNNING;
import static dev.dormouse.crds.plan.TaskPlan.DesiredState.SUSPENDED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dormouse.crds.plan.TaskPlan;
import dev.dormouse.crds.status.TaskStatus.Before;
import dev.dormouse.crds.v1alpha1.AgentTaskStatus;
import dev.dormouse.crds.v1alpha1.Condition;
import dev.dormouse.crds.v1alpha1.Reason;
import dev.dormouse.crds.v1alpha1.TaskPhase;
import dev.dormouse.wire.state.Head;
import dev.dormouse.wire.state.Head.Park;
import dev.dormouse.wire.state.Head.ParkReason;
import dev.dormouse.wire.state.TurnState;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TaskStatusTest {
    private static final Clock CLOCK = Clock.fixed(Tasks.NOW, ZoneOffset.UTC);
    private static final Head BEGUN = Tasks.head(null, Tasks.running("remind"));
    private static final Head NEW = Head.initial("uid-1");
    private static final TaskPlan PLAN = Tasks.plan(4, RUNNING, "remind");
    private static final PodFacts WORKING = new PodFacts.Working(3);
    private static final PodFacts GONE = new PodFacts.Gone(3, false, OptionalInt.of(1), true);
    private static final PodFacts COMING = new PodFacts.Coming(3, Optional.empty());

    static Stream<Arguments> phases() {
        return Stream.of(
                row("nothing has happened", NEW, PLAN, PodFacts.NONE, TaskPhase.PENDING),
                row("its first pod is on its way", NEW, PLAN, COMING, TaskPhase.PENDING),
                row("its first pod runs", NEW, PLAN, WORKING, TaskPhase.RUNNING),
                row("a turn runs", BEGUN, PLAN, WORKING, TaskPhase.RUNNING),
                row("the pod of an open turn is gone", BEGUN, PLAN, GONE, TaskPhase.RUNNING),
                row("all turns are done", idle(Tasks.completed("remind")), PLAN, GONE, TaskPhase.COMPLETED),
                row("a turn failed", idle(Tasks.failed("remind")), PLAN, PodFacts.NONE, TaskPhase.FAILED),
                row(
                        "the turn after a failed one is done",
                        idle(Tasks.failed("remind"), Tasks.completed("again")),
                        Tasks.plan(4, RUNNING, "remind", "again"),
                        PodFacts.NONE,
                        TaskPhase.COMPLETED),
                row(
                        "a turn was appended",
                        idle(Tasks.completed("remind")),
                        Tasks.plan(5, RUNNING, "remind", "more"),
                        PodFacts.NONE,
                        TaskPhase.PENDING),
                row("in doubt", doubtful(), PLAN, PodFacts.NONE, TaskPhase.AWAITING_DECISION),
                row("blocked", blocked(null), PLAN, PodFacts.NONE, TaskPhase.FAILED),
                row(
                        "blocked, and tries again by itself",
                        blocked(Tasks.NOW.plusSeconds(9).toEpochMilli()),
                        PLAN,
                        PodFacts.NONE,
                        TaskPhase.SLEEPING),
                row("suspended", parked(ParkReason.SUSPENDED), plan(SUSPENDED), PodFacts.NONE, TaskPhase.SUSPENDED),
                row("suspended, its broker works on", BEGUN, plan(SUSPENDED), WORKING, TaskPhase.RUNNING),
                row("suspended, its pod was killed", BEGUN, plan(SUSPENDED), GONE, TaskPhase.SUSPENDED),
                row("cancelled", parked(ParkReason.CANCELLED), plan(CANCELLED), PodFacts.NONE, TaskPhase.CANCELLED),
                row(
                        "cancelled after its end",
                        idle(Tasks.completed("remind")),
                        plan(CANCELLED),
                        GONE,
                        TaskPhase.COMPLETED));
    }

    @ParameterizedTest(name = "{0}: {4}")
    @MethodSource("phases")
    void phaseOf(String what, Head head, TaskPlan plan, PodFacts pod, TaskPhase phase) {
        assertThat(status(head, plan, pod).phase()).as(what).isEqualTo(phase);
    }

    @Test
    void theTableHasEveryPhase() {
        assertThat(Set.of(phases().map(row -> row.get()[4]).distinct().toArray()))
                .isEqualTo(Set.copyOf(EnumSet.allOf(TaskPhase.class)));
    }

    @Test
    void theSameFactsGiveTheSameStatusHoweverLate() {
        var first = status(BEGUN, PLAN, WORKING);
        var later = Clock.offset(CLOCK, Duration.ofMinutes(5));

        var again = TaskStatus.of(
                PLAN, BEGUN, WORKING, new Before(Optional.of(first), Optional.of("s1"), Optional.empty(), later));

        assertThat(again).isEqualTo(first);
    }

    @Test
    void aFailedTurnIsNamedWithItsLineAndTheRemedy() {
        var status = status(idle(Tasks.failed("remind")), PLAN, PodFacts.NONE);

        assertThat(condition(status, "Failed").holds()).isTrue();
        assertThat(condition(status, "Failed").message())
                .contains("turn remind", "line 3: x is not defined", "append a turn with a new name");
        assertThat(condition(status, "Stalled").holds()).isTrue();
        assertThat(condition(status, "Reconciling").holds()).isFalse();
    }

    @Test
    void anEffectInDoubtIsNamedWithWhatToDo() {
        var status = status(doubtful(), PLAN, PodFacts.NONE);

        assertThat(status.waitingOn()).isEqualTo("a person: books.send_email is in doubt");
        assertThat(condition(status, "Stalled").reason()).isEqualTo(Reason.EFFECT_IN_DOUBT.text());
        assertThat(condition(status, "Stalled").message())
                .contains("books.send_email (call 7 of remind/1)", "spec.desiredState: Cancelled");
    }

    @Test
    void aSandboxWithoutItsFilterIsNamedAndAsksForNoMorePods() {
        var park = new Park(ParkReason.UNCONFINED, "seccomp failed; the sandbox needs another kernel", 4, null);

        var status = status(Tasks.head(park), PLAN, PodFacts.NONE);

        assertThat(status.phase()).isEqualTo(TaskPhase.FAILED);
        assertThat(condition(status, "SandboxReady").holds()).isFalse();
        assertThat(condition(status, "SandboxReady").reason()).isEqualTo("SyscallFilterMissing");
        assertThat(condition(status, "SandboxReady").message()).isEqualTo(park.message());
        assertThat(condition(status, "Stalled").reason()).isEqualTo("SyscallFilterMissing");
        assertThat(condition(status, "Stalled").message()).contains("another kernel", "suspend and resume");
    }

    @Test
    void aPodThatRunsSaysWhetherItHasLandlock() {
        assertThat(sandboxReady(BEGUN)).isEqualTo("pod invoices-e3 runs");
        assertThat(sandboxReady(BEGUN.confined(0)))
                .isEqualTo("pod invoices-e3 runs, without Landlock: its kernel has none");
        assertThat(sandboxReady(BEGUN.confined(7))).isEqualTo("pod invoices-e3 runs, with Landlock (ABI 7)");
        assertThat(BEGUN.confined(7).ownedBy(4, "b").landlock())
                .as("of the next pod, perhaps on another node")
                .isNull();
    }

    private static String sandboxReady(Head head) {
        return condition(status(head, PLAN, WORKING), "SandboxReady").message();
    }

    @Test
    void aTaskThatWaitsForItsPlaceSaysSo() {
        var held = new PodFacts.Held(Reason.TOO_MANY_PODS, "a free pod slot (12 ahead)");

        var status = status(NEW, PLAN, held);

        assertThat(status.waitingOn()).isEqualTo("a free pod slot (12 ahead)");
        assertThat(condition(status, "SandboxReady").reason()).isEqualTo("TooManyPods");
        assertThat(condition(status, "ResolvedRefs").holds()).isTrue();
    }

    @Test
    void aMissingServerIsAnUnresolvedReference() {
        var status = status(NEW, PLAN, new PodFacts.Held(Reason.SERVER_NOT_FOUND, "McpServer books"));

        assertThat(condition(status, "ResolvedRefs").holds()).isFalse();
        assertThat(condition(status, "ResolvedRefs").reason()).isEqualTo("ServerNotFound");
    }

    @Test
    void turnsThatRanComeFirstAndTheCurrentOneIsCounted() {
        var plan = Tasks.plan(5, RUNNING, "later", "remind", "follow-up");
        var status = status(Tasks.head(null, Tasks.completed("remind"), Tasks.running("follow-up")), plan, WORKING);

        assertThat(status.turn()).isEqualTo("2/3 follow-up");
        assertThat(Objects.requireNonNull(status.turns()))
                .extracting(turn -> turn.name())
                .containsExactly("remind", "follow-up", "later");
    }

    private static AgentTaskStatus status(Head head, TaskPlan plan, PodFacts pod) {
        return TaskStatus.of(plan, head, pod, new Before(Optional.empty(), Optional.of("s1"), Optional.empty(), CLOCK));
    }

    @Test
    void whatABrokerMissesStandsUntilTheNextOneHasSpoken() {
        // given
        var park = new Park(ParkReason.BLOCKED, "key token of Secret books: is missing", 4, 1L, "SecretMissing");
        var parked = Tasks.head(park, Tasks.running("remind"));
        // when
        var sleeping = TaskStatus.of(plan(RUNNING), parked, PodFacts.NONE, after(Optional.empty()));
        var looking =
                TaskStatus.of(plan(RUNNING), parked.ownedBy(4, null), PodFacts.NONE, after(Optional.of(sleeping)));
        var found = TaskStatus.of(plan(RUNNING), parked.ownedBy(4, "b"), PodFacts.NONE, after(Optional.of(looking)));
        // then
        assertThat(condition(sleeping, "ResolvedRefs"))
                .returns("False", Condition::status)
                .returns("SecretMissing", Condition::reason)
                .returns("key token of Secret books: is missing", Condition::message);
        assertThat(condition(looking, "ResolvedRefs")).isEqualTo(condition(sleeping, "ResolvedRefs"));
        assertThat(condition(found, "ResolvedRefs").status()).isEqualTo("True");
    }

    private static Before after(Optional<AgentTaskStatus> before) {
        return new Before(before, Optional.of("s1"), Optional.empty(), CLOCK);
    }

    private static Condition condition(AgentTaskStatus status, String type) {
        return Objects.requireNonNull(status.conditions()).stream()
                .filter(condition -> condition.type().equals(type))
                .findFirst()
                .orElseThrow();
    }

    private static Arguments row(String what, Head head, TaskPlan plan, PodFacts pod, TaskPhase phase) {
        return Arguments.of(what, head, plan, pod, phase);
    }

    private static TaskPlan plan(TaskPlan.DesiredState desired) {
        return Tasks.plan(5, desired, "remind");
    }

    private static Head idle(TurnState... turns) {
        return Tasks.head(new Park(ParkReason.IDLE, "", 4, null), turns);
    }

    private static Head parked(ParkReason reason) {
        return Tasks.head(new Park(reason, "", 4, null), Tasks.running("remind"));
    }

    private static Head blocked(@Nullable Long wake) {
        return Tasks.head(
                new Park(ParkReason.BLOCKED, "Secret books has no key token", 4, wake), Tasks.running("remind"));
    }

    private static Head doubtful() {
        return Tasks.head(new Park(ParkReason.IN_DOUBT, "", 4, null), List.of(Tasks.doubt()), Tasks.running("remind"));
    }
}
