/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.session;

import dev.dormouse.broker.journal.StepHistory;
import dev.dormouse.crds.plan.TaskPlan;
import dev.dormouse.crds.plan.TaskPlan.TurnPlan;
import dev.dormouse.wire.CleanText;
import dev.dormouse.wire.Json;
import dev.dormouse.wire.StepId;
import dev.dormouse.wire.state.Head;
import dev.dormouse.wire.state.Head.InDoubt;
import dev.dormouse.wire.state.Head.Park;
import dev.dormouse.wire.state.JournalRecord.CallSite;
import dev.dormouse.wire.state.TurnState;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Which turn is next: pure. */
final class Turns {
    /** Of JSON: what the results of all turns may make of the head. It fits into any store, the journal beside it. */
    static final int HEAD_BYTES = 512 * 1024;
    /** Above, no further turn begins: even one that fails adds to the head. */
    private static final int FULL_BYTES = 576 * 1024;

    private static final int SHORT = 200;

    private Turns() {}

    static long bytes(Head head) {
        return Json.bytes(head).length;
    }

    static boolean isFull(Head head) {
        return bytes(head) > FULL_BYTES;
    }

    /** The first turn of the list whose name never ran; a name that ran never runs again. */
    static Optional<TurnPlan> next(TaskPlan task, Head head) {
        return notStarted(task, head).stream().findFirst();
    }

    /** A failed turn stops those behind it: they will not run, under their names. */
    static Head skipRest(TaskPlan task, Head head, String failed, long nowMillis) {
        var message = "turn " + failed + " failed; give the work a new name and add it as a new turn";
        var next = head;
        for (var turn : notStarted(task, head)) {
            next = next.withTurn(TurnState.skipped(turn.name(), nowMillis, message));
        }
        return next;
    }

    /** What the head says of a call that has a claim and no answer. */
    static InDoubt knownDoubt(Head head, StepId step, CallSite call) {
        return head.inDoubt().stream()
                .filter(each -> each.step().equals(step) && each.n() == call.n())
                .findFirst()
                .orElseGet(() -> new InDoubt(
                        step, call.n(), call.server(), call.tool(), "its pod ended before an answer was recorded"));
    }

    /** What earlier pods left in the open step, which this one did not take up. */
    static List<InDoubt> leftInDoubt(Head head, List<StepHistory> histories) {
        var open = head.openStep();
        if (open == null || histories.isEmpty()) {
            return List.of();
        }
        return histories.getLast().open().values().stream()
                .sorted(Comparator.comparingInt(claim -> claim.site().n()))
                .map(claim -> knownDoubt(head, open.step(), claim.site()))
                .toList();
    }

    /** A park for a head that has no room for its words. */
    static Park shortly(Park park) {
        var words = CleanText.line(park.message(), SHORT);
        return new Park(park.reason(), words, park.generation(), park.wakeMillis(), park.cause());
    }

    /** Which calls they are, without the words. */
    static List<InDoubt> shortly(List<InDoubt> doubts) {
        return doubts.stream()
                .map(each -> new InDoubt(each.step(), each.n(), each.server(), each.tool(), ""))
                .toList();
    }

    private static List<TurnPlan> notStarted(TaskPlan task, Head head) {
        return task.turns().stream()
                .filter(turn -> head.turn(turn.name()).isEmpty())
                .toList();
    }
}
