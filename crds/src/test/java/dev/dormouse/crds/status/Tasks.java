/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.crds.status;

import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.dormouse.crds.plan.TaskPlan;
import dev.dormouse.crds.plan.TaskPlan.CodeSource.Inline;
import dev.dormouse.crds.plan.TaskPlan.DesiredState;
import dev.dormouse.crds.plan.TaskPlan.Limits;
import dev.dormouse.crds.plan.TaskPlan.TaskRef;
import dev.dormouse.crds.plan.TaskPlan.TurnPlan;
import dev.dormouse.wire.StepId;
import dev.dormouse.wire.state.Blobs;
import dev.dormouse.wire.state.Head;
import dev.dormouse.wire.state.Head.Commit;
import dev.dormouse.wire.state.Head.InDoubt;
import dev.dormouse.wire.state.Head.Park;
import dev.dormouse.wire.state.TurnState;
import dev.dormouse.wire.state.TurnState.TurnCounters;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Plans and heads of the task "invoices", with turns "remind" and "follow-up". */
final class Tasks {
    static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
    static final long START = NOW.minusSeconds(60).toEpochMilli();

    private Tasks() {}

    static TaskPlan plan(long generation, DesiredState desired, String... turns) {
        return new TaskPlan(
                new TaskRef("sales", "invoices", "uid-1"),
                generation,
                Optional.empty(),
                NullNode.getInstance(),
                List.of(),
                Arrays.stream(turns)
                        .map(name -> new TurnPlan(name, new Inline("return 1")))
                        .toList(),
                desired,
                Limits.BUILT_IN,
                Duration.ZERO);
    }

    static TurnState running(String turn) {
        return TurnState.running(turn, START);
    }

    static TurnState completed(String turn) {
        return running(turn).completed(new IntNode(20), new TurnCounters(1, 41, 40), START + 2_000);
    }

    static TurnState failed(String turn) {
        return running(turn).failed("GuestError", "line 3: x is not defined", TurnCounters.ZERO, START + 2_000);
    }

    static Head head(@Nullable Park park, TurnState... turns) {
        return head(park, List.of(), turns);
    }

    static Head head(@Nullable Park park, List<InDoubt> inDoubt, TurnState... turns) {
        return new Head(
                Head.FORMAT,
                "uid-1",
                3,
                "broker",
                new Commit(9, "c9"),
                park,
                List.of(turns),
                null,
                List.of(),
                inDoubt,
                null,
                Blobs.NONE,
                null);
    }

    static InDoubt doubt() {
        return new InDoubt(new StepId("remind", 1), 7, "books", "send_email", "no answer after 30 s");
    }
}
