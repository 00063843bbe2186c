/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.session;

import dev.dormouse.broker.gateway.Clocks;
import dev.dormouse.broker.journal.Digests;
import dev.dormouse.broker.journal.StepHistory;
import dev.dormouse.wire.Outcome;
import dev.dormouse.wire.PackedOutcome;
import dev.dormouse.wire.frame.Completion;
import dev.dormouse.wire.frame.ToBroker;
import dev.dormouse.wire.frame.ToSandbox;
import dev.dormouse.wire.state.JournalRecord.CallSite;
import dev.dormouse.wire.state.JournalRecord.Settled;
import dev.dormouse.wire.state.JournalRecord.StepEnded;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One step from its beginning, or from its journal, to its end. Leads the guest through the settlements in their
 * order: first those of the journal, then new ones as they come; a replay and a first run are the same thing with a
 * longer or shorter journal (protocol §5). Lives on the loop.
 */
final class StepRun {
    /** Of one step (protocol §2). */
    private static final int MAX_RECORDS = 10_000;
    /** Of JSON in its journal, blobs not counted (protocol §2). */
    private static final long MAX_BYTES = 64L * 1024 * 1024;
    /** Of JSON. */
    private static final int MAX_FRESH = 4 * 1024 * 1024;

    private final StepHistory history;
    private final Ports ports;
    private final Map<Integer, Call> calls = new LinkedHashMap<>();
    private final List<Settled> settlements;
    /** Large results that the guest hasn't seen yet, by settlement, a few; others are read from where they are stored. */
    private final Map<Integer, PackedOutcome> fresh = new HashMap<>();

    private final long writtenBefore;
    private int runs;
    private int issued;
    private int delivered;
    private boolean idle;
    private boolean over;
    private boolean endRecorded;
    private @Nullable Completion completion;

    /** What a step needs of the session around it. */
    record Ports(
            Ledger ledger,
            Results results,
            Clocks clocks,
            SandboxLink sandbox,
            ToSandbox.StepLimits limits,
            NewCalls live,
            Ends ends) {}

    /** Takes a call that no journal knows through policy, claim and send. */
    interface NewCalls {
        /** The guest is idle and every record is delivered: start what is held. */
        void admit(StepRun step);
    }

    /** What the session learns of the step. */
    interface Ends {
        /** The code has ended; its completion is in the journal. */
        void completed(Completion how);

        /** The journal and the code do not fit. */
        void diverged(String why);

        /**
         * The journal of the step is as long as one may be.
         *
         * @param what of it is too much
         */
        void tooLong(String what);
    }

    StepRun(StepHistory history, Ports ports) {
        this.history = history;
        this.ports = ports;
        this.settlements = new ArrayList<>(history.settlements());
        this.endRecorded = history.ended().isPresent();
        this.writtenBefore = ports.ledger().journal().written();
        history.settlements().forEach(each -> calls.put(each.site().n(), Call.settledBefore(each.site())));
        history.open().forEach((n, claim) -> calls.put(n, Call.leftInDoubt(claim.site(), claim.attempt())));
    }

    /** Runs the code from its first line; also after the evaluator was lost. */
    void begin() {
        runs++;
        issued = 0;
        delivered = 0;
        idle = false;
        over = false;
        completion = null;
        calls.values().forEach(Call::forgetIssue);
        var started = history.started();
        ports.sandbox()
                .send(new ToSandbox.Begin(
                        started.step(),
                        started.code(),
                        started.tools(),
                        started.seed(),
                        started.clockMillis(),
                        ports.limits()));
    }

    /** The evaluator is gone; nothing is for the next one before it begins. */
    void interrupted() {
        runs++;
        idle = false;
    }

    void called(ToBroker.Called call) {
        issued++;
        var digest = Digests.ofArguments(call.arguments());
        var site = new CallSite(call.n(), call.after(), call.server(), call.tool(), digest);
        var known = calls.get(call.n());
        if (known == null) {
            calls.put(call.n(), Call.issued(site, call.arguments()));
        } else if (known.site.equals(site)) {
            known.reissued(call.arguments());
        } else {
            diverged("call " + call.n() + " was " + known.site + " and is now " + site);
        }
    }

    void idle(ToBroker.Idle now) {
        idle = true;
        completion = now.completion();
        pump();
    }

    /** Goes on as far as it can: deliver, admit, end. Cheap and safe to call at any time. */
    void pump() {
        if (!idle || over) {
            return;
        }
        if (delivered == settlements.size() && whole()) {
            ports.live().admit(this);
        }
        if (over) {
            return;
        }
        if (delivered < settlements.size()) {
            deliver(settlements.get(delivered));
        } else if (openCalls().isEmpty()) {
            end();
        }
    }

    private void deliver(Settled next) {
        var call = calls.get(next.site().n());
        if (call == null || !call.wasIssued()) {
            diverged("settlement " + next.k() + " is of call " + next.site().n() + ", which the code did not make");
            return;
        }
        idle = false;
        delivered++;
        var known = next.outcome() == null ? fresh.remove(next.k()) : next.outcome();
        if (known != null) {
            send(next, known.outcome());
        } else if (next.blob() != null) {
            ports.results().read(next.blob(), new Read(runs, next));
        }
    }

    private void send(Settled next, Outcome outcome) {
        ports.sandbox().send(new ToSandbox.Settle(next.k(), next.site().n(), outcome, next.clockMillis()));
    }

    /** A result that an earlier evaluator had, for the one of this run. */
    private final class Read implements Results.Reading {
        private final int run;
        private final Settled next;

        Read(int run, Settled next) {
            this.run = run;
            this.next = next;
        }

        @Override
        public void found(Outcome outcome) {
            if (run == runs && !over) {
                send(next, outcome);
            }
        }

        @Override
        public void lost(String why) {
            if (run == runs) {
                diverged("the result of call " + next.site().n() + " is lost: " + why);
            }
        }
    }

    private boolean whole() {
        var missing = calls.values().stream().filter(call -> !call.wasIssued()).findFirst();
        missing.ifPresent(call -> diverged("the code did not make call " + call.site + " again"));
        return missing.isEmpty();
    }

    private void end() {
        var how = completion;
        if (how == null) {
            how = new Completion.Threw(
                    "Deadlock",
                    "the code waits for a promise that nothing will ever settle: await calls of tools only",
                    0);
        }
        over = true;
        if (!endRecorded) {
            endRecorded = true;
            ports.ledger().append(new StepEnded(how));
        }
        ports.ends().completed(how);
    }

    private void diverged(String why) {
        if (!over) {
            over = true;
            ports.ends().diverged(why);
        }
    }

    /** Records how a call ended; the guest learns it when its turn comes. */
    void settle(Call call, Results.Kept kept) {
        call.become(Call.State.SETTLED);
        long clock = Math.max(clockMillis(), ports.clocks().millis());
        int k = settlements.size() + 1;
        var settled = new Settled(k, call.site, kept.blob() == null ? kept.outcome() : null, kept.blob(), clock);
        if (kept.blob() != null && freshBytes() + kept.outcome().json().length <= MAX_FRESH) {
            fresh.put(k, kept.outcome());
        }
        settlements.add(settled);
        ports.ledger().append(settled);
        checkLength();
    }

    private int freshBytes() {
        return fresh.values().stream().mapToInt(each -> each.json().length).sum();
    }

    private void checkLength() {
        var journal = ports.ledger().journal();
        int records = journal.size() - history.start();
        if (over) {
            return;
        }
        if (records >= MAX_RECORDS) {
            ports.ends().tooLong(records + " records");
        } else if (journal.written() - writtenBefore >= MAX_BYTES) {
            ports.ends().tooLong(MAX_BYTES / 1024 / 1024 + " MiB");
        }
    }

    private long clockMillis() {
        return settlements.isEmpty()
                ? history.started().clockMillis()
                : settlements.getLast().clockMillis();
    }

    /** Nothing more happens in this step. */
    void abandon() {
        over = true;
    }

    boolean over() {
        return over;
    }

    StepHistory history() {
        return history;
    }

    Optional<Call> call(int n) {
        return Optional.ofNullable(calls.get(n));
    }

    List<Call> openCalls() {
        return calls.values().stream()
                .filter(call -> call.state() != Call.State.SETTLED)
                .toList();
    }

    List<Call> in(Call.State state) {
        return calls.values().stream().filter(call -> call.state() == state).toList();
    }

    int issuedCalls() {
        return calls.size();
    }
}
