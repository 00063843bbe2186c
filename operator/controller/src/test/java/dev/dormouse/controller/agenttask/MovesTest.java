/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.controller.agenttask;

import static dev.dormouse.crds.plan.TaskPlan.DesiredState.CANCELLED;
import static dev.dormouse.crds.plan.TaskPlan.DesiredState.RUNNING;
import static dev.dormouse.crds.plan.TaskPlan.DesiredState.SUSPENDED;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.NullNode;
import dev.dormouse.crds.plan.TaskPlan;
import dev.dormouse.crds.plan.TaskPlan.CodeSource.Inline;
import dev.dormouse.crds.plan.TaskPlan.DesiredState;
import dev.dormouse.crds.plan.TaskPlan.Limits;
import dev.dormouse.crds.plan.TaskPlan.TaskRef;
import dev.dormouse.crds.plan.TaskPlan.TurnPlan;
import dev.dormouse.crds.status.PodFacts;
import dev.dormouse.wire.StepId;
import dev.dormouse.wire.state.Head;
import dev.dormouse.wire.state.Head.OpenStep;
import dev.dormouse.wire.state.Head.Park;
import dev.dormouse.wire.state.Head.ParkReason;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MovesTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
    private static final Head NEW = Head.initial("uid-1");
    private static final Head TAKEN = Heads.running(Heads.taken(NEW), "one");
    private static final Head DONE = Heads.parked(Heads.completed(TAKEN, "one"), ParkReason.IDLE, 1);
    private static final Head DOUBT = Heads.inDoubt(TAKEN, "one", 1);
    private static final PodFacts NONE = PodFacts.NONE;
    private static final PodFacts COMING = new PodFacts.Coming(1, Optional.empty());
    private static final PodFacts WORKING = new PodFacts.Working(1);
    private static final PodFacts NEWER = new PodFacts.Working(2);
    private static final PodFacts ENDED = gone(1, false, true);
    private static final PodFacts LOST = gone(1, false, false);
    private static final PodFacts EVICTED = gone(1, true, false);

    static Stream<Arguments> table() {
        return Stream.of(
                row("a new task", NEW, plan(1, RUNNING), NONE, "start e1, predecessor gone"),
                row("its pod is on its way", NEW, plan(1, RUNNING), COMING, "stay"),
                row("its pod works", TAKEN, plan(1, RUNNING), WORKING, "stay"),
                row("its pod is gone from the API server", TAKEN, plan(1, RUNNING), NONE, "raise and start e2"),
                row("its pod was seen ended", TAKEN, plan(1, RUNNING), ENDED, "raise and start e2, predecessor gone"),
                row("its pod is lost", TAKEN, plan(1, RUNNING), LOST, "raise and start e2"),
                row("its pod never came up and is lost", NEW, plan(1, RUNNING), LOST, "raise and start e2"),
                row("the pod is newer than the head: the head is stale", TAKEN, plan(1, RUNNING), NEWER, "stay"),
                row("raised, and its pod isn't made", raised(), plan(1, RUNNING), LOST, "start e2"),
                row("raised, and the old pod works again", raised(), plan(1, RUNNING), WORKING, "delete e1"),
                row("raised twice: what ended is not the last one", twice(), plan(1, RUNNING), ENDED, "start e3"),
                row("done", DONE, plan(1, RUNNING), NONE, "stay"),
                row("done, its pod has ended", DONE, plan(1, RUNNING), ENDED, "delete e1"),
                row("done, its pod is on its way out", DONE, plan(1, RUNNING), new PodFacts.Ending(1), "stay"),
                row("done, its broker doesn't leave", DONE, plan(1, RUNNING), WORKING, "stay"),
                row("a new turn", DONE, plan(2, RUNNING, "two"), NONE, "raise and start e2"),
                row("a new turn, the old broker still leaves", DONE, plan(2, RUNNING, "two"), WORKING, "stay"),
                row("a new turn, suspended", DONE, plan(2, SUSPENDED, "two"), NONE, "stay"),
                row("suspended while it works", TAKEN, plan(2, SUSPENDED), WORKING, "stay"),
                row("suspended, and its pod was lost", TAKEN, plan(2, SUSPENDED), LOST, "delete e1"),
                row("cancelled while it works: its broker parks", TAKEN, plan(2, CANCELLED), WORKING, "stay"),
                row("cancelled, and its pod is gone", TAKEN, plan(2, CANCELLED), NONE, "cancel as e2"),
                row("cancelled while in doubt", DOUBT, plan(2, CANCELLED), NONE, "cancel as e2"),
                row("cancelled before it began", NEW, plan(2, CANCELLED), NONE, "cancel as e2"),
                row("cancelled after its end: the end wins", DONE, plan(2, CANCELLED), NONE, "stay"),
                row("in doubt", DOUBT, plan(1, RUNNING), NONE, "stay"));
    }

    @ParameterizedTest(name = "{0}: {4}")
    @MethodSource("table")
    void moves(String what, Head head, TaskPlan plan, PodFacts pod, String move) {
        assertThat(text(new Moves(plan, head, pod, Moves.Memory.none(NOW)).next()))
                .as(what)
                .isEqualTo(move);
    }

    @Test
    void aCrashWaitsItsTurnAndAnEvictionDoesNot() {
        var memory = new Moves.Memory(NOW, Duration.ofSeconds(8), 0, Duration.ZERO);

        var crash = new Moves(plan(1, RUNNING), TAKEN, LOST, memory).next();
        var eviction = new Moves(plan(1, RUNNING), TAKEN, EVICTED, memory).next();

        assertThat(crash).isInstanceOfSatisfying(Move.Wait.class, wait -> {
            assertThat(wait.held().message()).isEqualTo("the next pod, in 8 s: the last ones ended without progress");
            assertThat(wait.lookAgain()).contains(Duration.ofSeconds(8));
        });
        assertThat(text(eviction)).isEqualTo("raise and start e2");
    }

    @Test
    void aPodThatDoesNotLeaveIsDeletedAfterItsGrace() {
        var soon = new Moves.Memory(NOW, Duration.ZERO, 0, Duration.ofSeconds(29));
        var late = new Moves.Memory(NOW, Duration.ZERO, 0, Moves.GRACE);

        assertThat(new Moves(plan(2, SUSPENDED), TAKEN, WORKING, soon).next())
                .isEqualTo(Move.stay(Duration.ofSeconds(1)));
        assertThat(text(new Moves(plan(2, SUSPENDED), TAKEN, WORKING, late).next()))
                .isEqualTo("delete e1");
    }

    @Test
    void aPodThatIsNewerThanAParkedHeadIsNotToldToLeave() {
        var late = new Moves.Memory(NOW, Duration.ZERO, 0, Moves.GRACE);

        assertThat(new Moves(plan(2, RUNNING, "two"), DONE, NEWER, late).next()).isEqualTo(Move.stay());
    }

    @Test
    void aPodThatWasSeenEndedBeforeItsObjectWentIsRemembered() {
        var memory = new Moves.Memory(NOW, Duration.ZERO, 1, Duration.ZERO);

        assertThat(text(new Moves(plan(2, RUNNING, "two"), DONE, NONE, memory).next()))
                .isEqualTo("raise and start e2, predecessor gone");
    }

    @Test
    void aTaskThatWakesByItselfIsLookedAtThen() {
        var head = Heads.wakingAt(TAKEN, 1, NOW.plusSeconds(20).toEpochMilli());

        assertThat(new Moves(plan(1, RUNNING), head, NONE, Moves.Memory.none(NOW)).next())
                .isEqualTo(Move.stay(Duration.ofSeconds(20)));
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MIN_VALUE, 0, Long.MAX_VALUE})
    void aTimeBeyondAnyMeasureIsLookedAtWithinReason(long wake) {
        var head =
                Heads.parked(Heads.wakingAt(TAKEN, 1, wake), ParkReason.IDLE, 1).ownedBy(1, "it");
        var parked = head.parked(new Park(ParkReason.IDLE, "", 1, wake), List.of());

        assertThat(new Moves(plan(1, RUNNING, "one"), parked, NONE, Moves.Memory.none(NOW)).next())
                .isIn(Move.stay(Duration.ofSeconds(1)), Move.stay(Duration.ofDays(1)));
    }

    @Test
    void whoCancelsATaskInTheMidstOfAStepIsTold() {
        var open = TAKEN.at(new OpenStep(new StepId("one", 1), 1));
        var cancel = (Move.Cancel) new Moves(plan(2, CANCELLED), open, NONE, Moves.Memory.none(NOW)).next();

        assertThat(Objects.requireNonNull(cancel.raised().park()).message())
                .isEqualTo("cancelled while it had no pod, in the midst of one/1: its last calls may have been sent, so"
                        + " look there first");
    }

    @Test
    void aRaisedHeadKeepsAllButItsOwner() {
        var move = (Move.Start) new Moves(plan(2, RUNNING, "two"), DONE, NONE, Moves.Memory.none(NOW)).next();
        var raised = move.raised().orElseThrow();

        assertThat(raised.epoch()).isEqualTo(2);
        assertThat(raised.instance()).isNull();
        assertThat(raised.park()).isNull();
        assertThat(raised.commit()).isEqualTo(DONE.commit());
        assertThat(raised.turns()).isEqualTo(DONE.turns());
        assertThat(raised.checkpoint()).isEqualTo(DONE.checkpoint());
    }

    private static String text(Move move) {
        return switch (move) {
            case Move.Stay _ -> "stay";
            case Move.Wait wait -> "wait for " + wait.held().message();
            case Move.Start start ->
                (start.raised().isPresent() ? "raise and start e" : "start e")
                        + start.epoch()
                        + (start.predecessorGone() ? ", predecessor gone" : "");
            case Move.Delete delete -> "delete e" + delete.epoch();
            case Move.Cancel cancel -> "cancel as e" + cancel.raised().epoch();
        };
    }

    private static Arguments row(String what, Head head, TaskPlan plan, PodFacts pod, String move) {
        return Arguments.of(what, head, plan, pod, move);
    }

    private static Head raised() {
        var move = (Move.Start) new Moves(plan(1, RUNNING), TAKEN, LOST, Moves.Memory.none(NOW)).next();
        return move.raised().orElseThrow();
    }

    private static Head twice() {
        var taken = Heads.taken(raised());
        var move =
                (Move.Start) new Moves(plan(1, RUNNING), taken, gone(2, false, false), Moves.Memory.none(NOW)).next();
        return move.raised().orElseThrow();
    }

    private static PodFacts gone(long epoch, boolean disrupted, boolean allTerminated) {
        return new PodFacts.Gone(epoch, disrupted, OptionalInt.empty(), allTerminated);
    }

    static TaskPlan plan(long generation, DesiredState desired, String... more) {
        return new TaskPlan(
                new TaskRef("sales", "invoices", "uid-1"),
                generation,
                Optional.empty(),
                NullNode.getInstance(),
                List.of(),
                Stream.concat(Stream.of("one"), Arrays.stream(more))
                        .map(name -> new TurnPlan(name, new Inline("return 1")))
                        .toList(),
                desired,
                Limits.BUILT_IN,
                Duration.ZERO);
    }
}
