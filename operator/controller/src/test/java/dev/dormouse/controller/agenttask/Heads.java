/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.controller.agenttask;

import com.fasterxml.jackson.databind.node.IntNode;
import dev.dormouse.wire.StepId;
import dev.dormouse.wire.state.Head;
import dev.dormouse.wire.state.Head.Checkpoint;
import dev.dormouse.wire.state.Head.Commit;
import dev.dormouse.wire.state.Head.InDoubt;
import dev.dormouse.wire.state.Head.Park;
import dev.dormouse.wire.state.Head.ParkReason;
import dev.dormouse.wire.state.TurnState;
import dev.dormouse.wire.state.TurnState.TurnCounters;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Heads as a broker leaves them, one commit each. */
final class Heads {
    private static final long START = 1_772_359_200_000L;

    private Heads() {}

    /** A broker took the epoch over. */
    static Head taken(Head head) {
        return with(head, "broker-" + head.epoch(), null, head.turns(), head.inDoubt());
    }

    static Head running(Head head, String turn) {
        return with(head, head.instance(), null, plus(head.turns(), TurnState.running(turn, START)), List.of());
    }

    static Head completed(Head head, String turn) {
        var state =
                TurnState.running(turn, START).completed(new IntNode(20), new TurnCounters(1, 41, 40), START + 2_000);
        return with(head, head.instance(), null, plus(head.turns(), state), List.of());
    }

    static Head failed(Head head, String turn) {
        var state = TurnState.running(turn, START)
                .failed("GuestError", "line 3: x is not defined", TurnCounters.ZERO, START + 2_000);
        return with(head, head.instance(), null, plus(head.turns(), state), List.of());
    }

    static Head parked(Head head, ParkReason reason, long generation) {
        return with(head, head.instance(), new Park(reason, "because", generation, null), head.turns(), head.inDoubt());
    }

    static Head wakingAt(Head head, long generation, long millis) {
        var park = new Park(ParkReason.BLOCKED, "Secret books has no key token", generation, millis);
        return with(head, head.instance(), park, head.turns(), head.inDoubt());
    }

    static Head inDoubt(Head head, String turn, long generation) {
        var doubt = new InDoubt(new StepId(turn, 1), 7, "books", "send_email", "no answer after 30 s");
        return with(
                head,
                head.instance(),
                new Park(ParkReason.IN_DOUBT, "in doubt", generation, null),
                head.turns(),
                List.of(doubt));
    }

    private static List<TurnState> plus(List<TurnState> turns, TurnState turn) {
        var all = new ArrayList<>(turns);
        all.removeIf(other -> other.name().equals(turn.name()));
        all.add(turn);
        return all;
    }

    private static Head with(
            Head head, @Nullable String instance, @Nullable Park park, List<TurnState> turns, List<InDoubt> inDoubt) {
        var n = head.commit().n() + 1;
        var checkpoint = turns.isEmpty()
                ? null
                : new Checkpoint(new StepId(turns.getLast().name(), 1), "ab12", 512, START);
        return new Head(
                head.format(),
                head.taskUid(),
                head.epoch(),
                instance,
                new Commit(n, "commit-" + n),
                park,
                turns,
                head.openStep(),
                head.tail(),
                inDoubt,
                checkpoint,
                head.blobs(),
                head.landlock());
    }
}
