/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.session;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dormouse.broker.gateway.Lease;
import dev.dormouse.broker.journal.Digests;
import dev.dormouse.broker.journal.StepHistory;
import dev.dormouse.broker.policy.Policy;
import dev.dormouse.broker.session.Preparation.Prepared;
import dev.dormouse.broker.task.TaskSource.Loaded;
import dev.dormouse.crds.plan.ServerPlan;
import dev.dormouse.crds.plan.TaskPlan;
import dev.dormouse.wire.CleanText;
import dev.dormouse.wire.Json;
import dev.dormouse.wire.StepId;
import dev.dormouse.wire.frame.Completion;
import dev.dormouse.wire.frame.ToBroker;
import dev.dormouse.wire.frame.ToSandbox;
import dev.dormouse.wire.state.Head;
import dev.dormouse.wire.state.Head.Checkpoint;
import dev.dormouse.wire.state.Head.InDoubt;
import dev.dormouse.wire.state.Head.OpenStep;
import dev.dormouse.wire.state.JournalRecord.StepStarted;
import dev.dormouse.wire.state.TurnState;
import dev.dormouse.wire.state.TurnState.TurnCounters;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One {@code code} turn: its single step, begun or taken up, brought to an end that is in the head. On the loop. */
final class Turn {
    /** Evaluators and pods that may begin a step without journal progress: the first and three that replay it. */
    private static final int ATTEMPTS = 4;

    private static final int PRINT_BYTES = 64 * 1024;
    /** Of JSON: what a step pins must fit into the state beside the rest of it, as a whole. */
    private static final int STARTED_BYTES = 4 * 1024 * 1024;

    private static final int OPEN_CALLS = 1_000;
    /** As much of it as the status shows. */
    private static final int MAX_MESSAGE = 4096;

    private final Ports ports;
    private final Work work;
    private final Events events;
    private final StepId id;
    private @Nullable StepRun step;
    private @Nullable LiveCalls live;
    private Loop.Alarm activeLimit = () -> {};
    private boolean stopping;
    private boolean ended;
    /** The step has ended and its variables are in hand. */
    private boolean captured;

    private boolean variablesStand = true;

    record Ports(
            Loop loop,
            Ledger ledger,
            Results results,
            Guest guest,
            SandboxLink sandbox,
            Session.Outside outside,
            Settings settings) {}

    record Work(String name, Prepared.Ready prepared, Loaded.Ready task) {}

    /** What the session learns. */
    interface Events {
        /** The turn's end is in the head. False: the evaluator's variables are not those of the state. */
        void ended(boolean variablesStand);

        /** As it was last edited, while this turn ran perhaps. */
        TaskPlan plan();

        void inDoubt(String message);

        void cannotGoOn(String message);
    }

    Turn(Ports ports, Work work, Events events) {
        this.ports = ports;
        this.work = work;
        this.events = events;
        this.id = new StepId(work.name(), 1);
    }

    boolean begun() {
        return step != null;
    }

    /** Begins the step, or its replay; again after the evaluator was lost. */
    void begin() {
        if (stopping) {
            return;
        }
        if (step != null) {
            ports.guest().run(step);
            return;
        }
        var open = ports.ledger().head().openStep();
        if (open == null && !start()) {
            return;
        }
        var history = histories().getLast();
        if (open != null && open.attempts() >= ATTEMPTS) {
            crashed(history, open.attempts());
            return;
        }
        if (!history.started().engine().equals(ports.guest().engine())) {
            events.cannotGoOn(
                    "EngineUnavailable: the step began on " + history.started().engine() + " and this pod has "
                            + ports.guest().engine());
            return;
        }
        run(history, open == null ? 1 : open.attempts() + 1);
    }

    /** What the step did is forgotten with it, unless a person has to look at it first. */
    private void crashed(StepHistory history, int attempts) {
        var catalogue = work.prepared().catalogue();
        if (history.open().values().stream().allMatch(claim -> LiveCalls.mayRepeat(claim, catalogue))) {
            var message = "the step ended its evaluator " + attempts + " times without any progress";
            discard("StepCrashed", message + doubtSuffix());
        } else {
            events.inDoubt(Endings.inDoubt(doubtful()));
        }
    }

    private List<StepHistory> histories() {
        return StepHistory.of(ports.ledger().journal().records());
    }

    /** @return false: the step pins more than the state has room for, and is over */
    private boolean start() {
        long now = ports.settings().clocks().millis();
        var started = new StepStarted(
                id,
                work.prepared().code(),
                work.prepared().catalogue().declarations(),
                Digests.seed(ports.ledger().head().taskUid(), id),
                now,
                ports.guest().engine());
        int bytes = Json.bytes(started).length;
        if (bytes > STARTED_BYTES) {
            discard(
                    "StoreTooSmall",
                    "the schemas of the turn's tools are " + bytes / 1024 + " KiB of JSON, at most "
                            + STARTED_BYTES / 1024 + " KiB fit: list only the tools that are needed in allow");
            return false;
        }
        // before the append, which may commit at once: a start that no open step owns would be taken for another's
        ports.ledger()
                .change(head ->
                        head.withTurn(TurnState.running(work.name(), now)).at(new OpenStep(id, 1)));
        ports.ledger().append(started);
        return true;
    }

    private void run(StepHistory history, int attempt) {
        ports.ledger().change(head -> head.at(new OpenStep(id, attempt)));
        ports.ledger().commit(lease -> {});
        ports.outside()
                .progress()
                .stepBegan(id, attempt > 1 || !history.settlements().isEmpty());
        var limits = work.task().task().limits();
        var calls = new LiveCalls(
                new LiveCalls.Ports(
                        ports.loop(),
                        ports.ledger(),
                        ports.results(),
                        ports.outside().gateway()),
                new LiveCalls.Rules(
                        new Policy(work.prepared().catalogue(), limits),
                        work.prepared().catalogue(),
                        this::timeout,
                        this::predecessor,
                        () -> stop(() -> events.inDoubt(Endings.inDoubt(doubtful())))),
                history.claims());
        var stepLimits = new ToSandbox.StepLimits(
                limits.cpu().toMillis(), limits.active().toMillis(), PRINT_BYTES, OPEN_CALLS, limits.resultBytes());
        var begun = new StepRun(
                history,
                new StepRun.Ports(
                        ports.ledger(),
                        ports.results(),
                        ports.settings().clocks(),
                        ports.sandbox(),
                        stepLimits,
                        calls,
                        new StepEnds()));
        live = calls;
        step = begun;
        activeLimit = ports.loop().after(limits.active(), () -> outOfTime(limits.active()));
        ports.guest().run(begun);
    }

    private Duration timeout(String server) {
        return Optional.ofNullable(work.task().servers().get(server))
                .map(ServerPlan::timeout)
                .orElse(ServerPlan.DEFAULT_TIMEOUT);
    }

    /** A claim of the earlier pod is good for the length of its lease, and its send for the time-out after that. */
    private Duration predecessor(String server) {
        return ports.settings().predecessorGone() ? Duration.ZERO : Lease.LENGTH.plus(timeout(server));
    }

    private void outOfTime(Duration active) {
        if (step != null && !step.over()) {
            kill("ActiveLimit", "the turn worked longer than limits.activeSeconds (" + active.toSeconds() + ")");
        }
    }

    /** Sends nothing more; {@code then} runs once every call in flight has ended. */
    void stop(Runnable then) {
        stopping = true;
        if (step == null || live == null) {
            then.run();
        } else {
            live.stop(step, then);
        }
    }

    void printed(String text) {
        ports.outside().progress().printed(id, text);
    }

    void lost(ToBroker.LossReason reason, String message) {
        if (captured) {
            variablesStand = false;
            return;
        }
        if (reason.limit()) {
            kill(Endings.reason(reason), message);
            return;
        }
        var open = ports.ledger().head().openStep();
        int attempts = open == null ? 1 : open.attempts() + 1;
        if (attempts > ATTEMPTS) {
            kill("StepCrashed", "the evaluator died " + ATTEMPTS + " times without any progress: " + message);
            return;
        }
        ports.ledger().change(head -> head.at(new OpenStep(id, attempts)));
        ports.guest().reopen();
    }

    /** Whatever took the sandbox over did so in this step. */
    void violated(String why) {
        if (captured) {
            variablesStand = false;
            return;
        }
        kill("SandboxViolation", why);
    }

    /** The state with what this turn added is larger than its store. */
    void doesNotFit(String message) {
        if (step != null && live != null) {
            stopping = true;
            step.abandon();
            live.doesNotFit(step, () -> discard("StoreTooSmall", message + doubtSuffix()));
        } else {
            discard("StoreTooSmall", message + doubtSuffix());
        }
    }

    private void kill(String reason, String message) {
        if (step != null) {
            step.abandon();
        }
        stop(() -> discard(reason, message + doubtSuffix()));
    }

    /** Ends the turn as failed, without its changes to the variables. */
    private void discard(String reason, String message) {
        if (ended) {
            return;
        }
        if (ports.ledger().head().openStep() != null) {
            ports.ledger().discardStep();
        }
        end(failed(reason, message), false);
    }

    private void finished(Completion how, ToBroker.Finished variables) {
        captured = true;
        var snapshot = variables.snapshot();
        if (variables.uncaptured().isEmpty()) {
            ports.ledger().snapshot(snapshot, () -> {
                var checkpoint = new Checkpoint(id, Digests.ofBytes(snapshot), snapshot.length, now());
                ports.ledger().change(head -> head.checkpointed(checkpoint));
                endedAs(how);
            });
        } else {
            ports.ledger().change(head -> head.withTail(id));
            ports.outside().progress().waiting(Endings.uncaptured(variables));
            endedAs(how);
        }
    }

    private void endedAs(Completion how) {
        end(
                switch (how) {
                    case Completion.Returned(var value) -> returned(value);
                    case Completion.Threw threw -> failed(Endings.reason(threw), Endings.message(threw));
                },
                variablesStand);
    }

    /** Results stand in the head, for good: what makes it too large for its store would stop the task. */
    private TurnState returned(JsonNode value) {
        int bytes = Json.bytes(value).length;
        int most = work.task().task().limits().resultBytes();
        if (bytes > most) {
            return failed(
                    "ResultTooLarge",
                    "the turn's result is " + bytes + " bytes of JSON, at most " + most
                            + " fit (limits.resultBytes): return less");
        }
        var completed = current().completed(value, counters(), now());
        long all = Turns.bytes(ports.ledger().head().withTurn(completed));
        return all <= Turns.HEAD_BYTES
                ? completed
                : failed(
                        "StoreTooSmall",
                        "the results of all turns stand in the status and are " + all / 1024
                                + " KiB with this one, at most " + Turns.HEAD_BYTES / 1024
                                + " KiB fit: return less, or do the rest in a new task");
    }

    private TurnState failed(String reason, String message) {
        return current().failed(reason, CleanText.lines(message, MAX_MESSAGE), counters(), now());
    }

    private void end(TurnState turn, boolean variablesStand) {
        ended = true;
        activeLimit.cancel();
        ports.ledger().change(head -> {
            Head next = head.withTurn(turn).at(null);
            return turn.phase() == TurnState.TurnPhase.FAILED
                    ? Turns.skipRest(events.plan(), next, turn.name(), now())
                    : next;
        });
        ports.ledger().commitWithin(Duration.ofMillis(5));
        ports.outside().progress().turnEnded(turn);
        events.ended(variablesStand);
    }

    private TurnState current() {
        return ports.ledger().head().turn(work.name()).orElseGet(() -> TurnState.running(work.name(), now()));
    }

    private TurnCounters counters() {
        return step == null || live == null
                ? TurnCounters.ZERO
                : new TurnCounters(1, step.issuedCalls(), live.effects());
    }

    private long now() {
        return ports.settings().clocks().millis();
    }

    /** The calls that were perhaps made, for the head. */
    List<InDoubt> doubtful() {
        return step == null
                ? Turns.leftInDoubt(ports.ledger().head(), histories())
                : step.in(Call.State.DOUBTFUL).stream()
                        .map(call -> new InDoubt(id, call.site.n(), call.site.server(), call.site.tool(), call.doubt()))
                        .toList();
    }

    private String doubtSuffix() {
        return doubtful().isEmpty() ? "" : "; in doubt: " + Endings.inDoubt(doubtful());
    }

    private final class StepEnds implements StepRun.Ends {
        @Override
        public void completed(Completion how) {
            ports.guest().finish(captured -> finished(how, captured));
        }

        @Override
        public void tooLong(String what) {
            kill(
                    "StepTooLong",
                    "the turn's calls have " + what + " in its journal, the most that a turn may have; do the rest in "
                            + "a further turn, the variables are there");
        }

        @Override
        public void diverged(String why) {
            stop(() -> events.cannotGoOn("RestoreIncomplete: " + why));
        }
    }
}
