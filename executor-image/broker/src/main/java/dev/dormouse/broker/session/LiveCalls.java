/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.session;

import dev.dormouse.broker.gateway.Gateway;
import dev.dormouse.broker.gateway.Lease;
import dev.dormouse.broker.gateway.SendResult;
import dev.dormouse.broker.journal.Digests;
import dev.dormouse.broker.model.SendOutcome;
import dev.dormouse.broker.model.ToolServer.ToolRequest;
import dev.dormouse.broker.policy.Catalogue;
import dev.dormouse.broker.policy.Decision;
import dev.dormouse.broker.policy.Policy;
import dev.dormouse.broker.session.Call.State;
import dev.dormouse.wire.EffectClass;
import dev.dormouse.wire.Json;
import dev.dormouse.wire.Outcome;
import dev.dormouse.wire.frame.FrameHead;
import dev.dormouse.wire.state.JournalRecord.Claimed;
import dev.dormouse.wire.state.JournalRecord.Unsent;
import dev.dormouse.wire.state.TurnState.TurnCounters;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The calls of the open step that no journal answers: policy, claim, send, settle, and what becomes of doubt (protocol
 * §§3, 4). Lives on the loop.
 */
final class LiveCalls implements StepRun.NewCalls {
    /** Calls of one step to one server that may be in flight at once; the others wait unclaimed. */
    static final int SLOTS = 32;

    private static final Duration ANSWER_TO_COMMIT = Duration.ofMillis(10);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    /** Sends of a call that reached nobody, the pauses between them add up to about 6 s: a server that restarts. */
    private static final int SENDS_UNREACHED = 6;
    /** Sends of a read or an idempotent call whose end is unknown. */
    private static final int SENDS_UNKNOWN = 3;

    /** A larger answer would not fit into a frame to the sandbox with room to spare. */
    private static final int RESULT_BYTES = 16 * 1024 * 1024;

    private final Ports ports;
    private final Rules rules;
    private int effects;
    private @Nullable Runnable whenQuiet;
    /** The step will be discarded: what its calls still answer is kept nowhere. */
    private boolean doomed;

    record Ports(Loop loop, Ledger ledger, Results results, Gateway gateway) {}

    /**
     * What binds the calls of this step.
     *
     * @param timeout of a call to the McpServer of that name
     * @param doubtful told when a write is in doubt, once: nothing new is sent from then on
     * @param predecessor how long an earlier pod may still be sending to that McpServer, from now
     */
    record Rules(
            Policy policy,
            Catalogue catalogue,
            Function<String, Duration> timeout,
            Function<String, Duration> predecessor,
            Runnable doubtful) {}

    LiveCalls(Ports ports, Rules rules, int effectsBefore) {
        this.ports = ports;
        this.rules = rules;
        this.effects = effectsBefore;
    }

    @Override
    public void admit(StepRun of) {
        if (whenQuiet != null) {
            return;
        }
        of.in(State.DOUBTFUL).forEach(call -> settleDoubt(of, call));
        if (whenQuiet != null) {
            return;
        }
        of.in(State.HELD).forEach(call -> decide(of, call));
        startReady(of);
    }

    private void decide(StepRun of, Call call) {
        var so = new TurnCounters(1, call.site.n() - 1, effects);
        switch (rules.policy().decide(call.site.server(), call.site.tool(), call.arguments(), so)) {
            case Decision.Denied(var outcome) -> keep(of, call, outcome);
            case Decision.Allowed(var entry) -> {
                call.admitted(entry);
                call.become(State.READY);
                if (entry.effect().claimed()) {
                    effects++;
                }
            }
        }
    }

    /** A call that an earlier pod claimed. */
    private void settleDoubt(StepRun of, Call call) {
        var claim = of.history().open().get(call.site.n());
        if (claim == null || !mayRepeat(claim, rules.catalogue())) {
            rules.doubtful().run();
            return;
        }
        call.admitted(
                rules.catalogue().find(call.site.server(), call.site.tool()).orElseThrow());
        call.become(State.PAUSED);
        ports.loop().after(rules.predecessor().apply(call.entry().server()), () -> retry(of, call));
    }

    /** Whether both policies, that of the claim and today's, let a call in doubt be sent again. */
    static boolean mayRepeat(Claimed claim, Catalogue today) {
        return claim.effect() == EffectClass.IDEMPOTENT
                && today.find(claim.site().server(), claim.site().tool())
                        .filter(entry -> entry.effect() != EffectClass.WRITE)
                        .isPresent();
    }

    /** As many as there are slots for: effects go to be claimed, reads are sent. */
    private void startReady(StepRun of) {
        var taken = of.openCalls().stream()
                .filter(call -> call.state().inFlight() && call.isAdmitted())
                .collect(Collectors.groupingBy(call -> call.entry().server(), Collectors.summingInt(_ -> 1)));
        var claimed = new ArrayList<Call>();
        for (var call : of.in(State.READY)) {
            if (taken.merge(call.entry().server(), 1, Integer::sum) > SLOTS) {
                continue;
            }
            if (call.effect().claimed()) {
                call.become(State.CLAIMING);
                ports.ledger().append(new Claimed(call.site, call.effect(), key(of, call), call.nextClaim()));
                claimed.add(call);
            } else {
                send(of, call, Optional.empty());
            }
        }
        if (!claimed.isEmpty()) {
            ports.ledger().commitWithNext(lease -> claimed.forEach(call -> claimed(of, call, lease)));
        }
    }

    private void claimed(StepRun of, Call call, Lease lease) {
        if (call.state() != State.CLAIMING) {
            return; // the step was given up meanwhile
        }
        if (whenQuiet != null) {
            withdraw(call);
            quiet(of);
        } else {
            send(of, call, Optional.of(lease));
        }
    }

    /**
     * Takes back the last claim, soon for good too: its pod may die before the next try. The call stays in doubt if an
     * earlier one may have left.
     */
    private void withdraw(Call call) {
        if (!call.wasPerhapsSent()) {
            ports.ledger().append(new Unsent(call.site.n()));
            ports.ledger().commitWithin(ANSWER_TO_COMMIT);
        }
        call.become(State.READY);
    }

    private void send(StepRun of, Call call, Optional<Lease> lease) {
        var room = ports.results().room();
        call.sending(room);
        call.nextSend();
        var server = call.entry().server();
        var request = new ToolRequest(
                call.site.tool(),
                call.arguments(),
                Optional.of(key(of, call)),
                rules.timeout().apply(server),
                room);
        ports.gateway().send(server, request, lease, result -> ports.loop().post(() -> sent(of, call, result)));
    }

    private String key(StepRun of, Call call) {
        return Digests.idempotencyKey(
                ports.ledger().head().taskUid(), of.history().started().step(), call.site);
    }

    private void sent(StepRun of, Call call, SendResult result) {
        switch (result) {
            case SendResult.LeaseExpired() -> withdraw(call);
            case SendResult.Ended(SendOutcome.Answered(var outcome)) -> settle(of, call, outcome);
            case SendResult.Ended(SendOutcome.NotSent(var why)) -> notSent(of, call, why);
            case SendResult.Ended(SendOutcome.Unknown(var why)) -> unknown(of, call, why);
        }
        of.pump();
        quiet(of);
    }

    private void settle(StepRun of, Call call, Outcome outcome) {
        keep(of, call, bounded(call, outcome));
    }

    private void keep(StepRun of, Call call, Outcome outcome) {
        if (doomed) {
            call.become(State.SETTLED);
            return;
        }
        call.become(State.SETTLING);
        ports.results().keep(outcome, kept -> {
            if (call.state() != State.SETTLING) {
                return; // the step was given up meanwhile
            }
            of.settle(call, kept);
            if (call.claims() > 0) {
                ports.ledger().commitWithin(ANSWER_TO_COMMIT);
            }
            ports.loop().post(of::pump);
            quiet(of);
        });
    }

    private static Outcome bounded(Call call, Outcome outcome) {
        var tool = call.site.server() + "." + call.site.tool();
        try {
            var bytes = Json.bytes(outcome);
            if (FrameHead.of(bytes).depth() > Json.MAX_FREE_DEPTH) {
                return notUsable(tool);
            }
            return bytes.length <= RESULT_BYTES
                    ? outcome
                    : new Outcome.Failed(
                            "ResultTooLarge",
                            tool + " answered with " + bytes.length + " bytes of JSON, at most " + RESULT_BYTES
                                    + " fit; the call has happened. Ask for less: filter, or page by page",
                            null);
        } catch (IOException | IllegalArgumentException e) {
            return notUsable(tool);
        }
    }

    private static Outcome notUsable(String tool) {
        return new Outcome.Failed(
                "ResultNotUsable",
                tool + " answered with JSON that is nested deeper than " + Json.MAX_FREE_DEPTH
                        + " levels or holds a number beyond any measure; the call has happened",
                null);
    }

    private void notSent(StepRun of, Call call, String why) {
        if (call.effect().claimed()) {
            withdraw(call);
        }
        if (call.sends() < SENDS_UNREACHED) {
            pause(of, call);
        } else {
            settle(
                    of,
                    call,
                    unreachable(
                            call,
                            why
                                    + (call.wasPerhapsSent()
                                            ? "; an earlier try may have arrived"
                                            : "; nothing was sent")));
        }
    }

    private void unknown(StepRun of, Call call, String why) {
        call.endUnknown();
        if (call.effect() == EffectClass.WRITE) {
            call.doubtful(why);
            rules.doubtful().run();
        } else if (call.sends() < SENDS_UNKNOWN) {
            pause(of, call);
        } else {
            settle(of, call, unreachable(call, why));
        }
    }

    private static Outcome unreachable(Call call, String why) {
        return new Outcome.Failed(
                "Unreachable",
                call.site.server() + "." + call.site.tool() + ": no answer after " + call.sends() + " tries: " + why,
                null);
    }

    private void pause(StepRun of, Call call) {
        call.become(State.PAUSED);
        ports.loop().after(FIRST_PAUSE.multipliedBy(1L << (call.sends() - 1)), () -> retry(of, call));
    }

    private void retry(StepRun of, Call call) {
        if (call.state() != State.PAUSED || whenQuiet != null || of.over()) {
            return;
        }
        call.become(State.READY);
        startReady(of);
    }

    /**
     * Starts nothing more.
     *
     * @param then runs once no call is in flight any more; answers that come until then are in the journal
     */
    void stop(StepRun of, Runnable then) {
        if (whenQuiet == null) {
            whenQuiet = then;
            quiet(of);
        }
    }

    /**
     * What was to be stored does not fit: these claims were never made, and nobody will learn of these answers.
     *
     * @param then runs once no call is in flight any more, instead of what was to run then
     */
    void doesNotFit(StepRun of, Runnable then) {
        doomed = true;
        whenQuiet = then;
        of.in(State.CLAIMING).forEach(call -> call.become(State.READY));
        of.in(State.SETTLING).forEach(call -> call.become(State.SETTLED));
        quiet(of);
    }

    private void quiet(StepRun of) {
        var then = whenQuiet;
        if (then != null
                && of.openCalls().stream().noneMatch(call -> call.state().inFlight())) {
            whenQuiet = () -> {};
            ports.loop().post(then);
        }
    }

    /** Effects claimed in the step so far. */
    int effects() {
        return effects;
    }
}
