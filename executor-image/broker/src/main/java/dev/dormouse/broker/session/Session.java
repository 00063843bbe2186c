/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.session;

import dev.dormouse.broker.blob.BlobTransfer;
import dev.dormouse.broker.gateway.Gateway;
import dev.dormouse.broker.journal.StepHistory;
import dev.dormouse.broker.session.Guest.Restore;
import dev.dormouse.broker.session.Preparation.Prepared;
import dev.dormouse.broker.state.Committer;
import dev.dormouse.broker.state.StoreTooSmall;
import dev.dormouse.broker.task.TaskSource;
import dev.dormouse.broker.task.TaskSource.Loaded;
import dev.dormouse.crds.plan.ServerPlan;
import dev.dormouse.crds.plan.TaskPlan;
import dev.dormouse.crds.plan.TaskPlan.CodeSource;
import dev.dormouse.crds.v1alpha1.Reason;
import dev.dormouse.wire.frame.ToBroker;
import dev.dormouse.wire.frame.ToSandbox;
import dev.dormouse.wire.state.Head.Park;
import dev.dormouse.wire.state.Head.ParkReason;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The life of a broker: takes up the task where its state says, runs turns until there is nothing to do, parks. Lives
 * on the loop.
 */
public final class Session implements AutoCloseable {
    /** When something that a task needs isn't there, a new pod looks again after this time. */
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(30);
    /** Evaluators that may die while the variables are restored. */
    private static final int RESTORES = 3;

    private final Loop loop = new Loop();
    private final Settings settings;
    private final Outside outside;
    private final Ledger ledger;
    private final Results results;
    private final SandboxLink sandbox;
    private final Guest guest;
    private final Preparation preparation;
    /** The servers that this broker has the Secrets and the connections for. */
    private final Map<String, ServerPlan> reachable;

    private Loaded.Ready task;

    private @Nullable Turn turn;
    private boolean preparing;
    /** How the session ends once nothing is in flight any more. */
    private @Nullable SessionEnd goal;
    /** Whether the words of the park did not fit. */
    private boolean parkedShortly;

    private int failedRestores;
    /** When the last turn ended, on the monotonic clock; until one has, when this broker began. */
    private long restingSince;

    /**
     * The world of a session.
     *
     * @param restored what the committer's state holds, and what stands beside it
     */
    public record Outside(
            Committer committer,
            Restored.Whole restored,
            BlobTransfer blobs,
            StoreLimits store,
            TaskSource source,
            SandboxLink sandbox,
            Gateway gateway,
            Progress progress) {}

    public Session(Settings settings, Outside outside, Loaded.Ready task) {
        this.settings = settings;
        this.outside = outside;
        this.task = task;
        this.reachable = task.servers();
        this.restingSince = settings.clocks().nanos();
        this.ledger = new Ledger(
                new Ledger.Ports(
                        loop,
                        outside.committer(),
                        settings.clocks(),
                        outside.blobs(),
                        outside.store(),
                        this::doesNotFit),
                outside.restored());
        this.results = new Results(loop, ledger, outside.blobs());
        this.preparation = new Preparation(outside.gateway(), outside.source());
        this.sandbox = new GuardedLink(outside.sandbox());
        this.guest = new Guest(
                loop, new Guest.Connection(sandbox, settings.sandboxPatience()), this::restore, new GuestEvents());
    }

    private void doesNotFit(StoreTooSmall why) {
        var park = ledger.head().park();
        if (park != null && !parkedShortly) {
            parkedShortly = true;
            ledger.change(head -> head.parked(Turns.shortly(park), Turns.shortly(head.inDoubt())));
            ledger.commit(lease -> {}); // and with it the one that ends the session
        } else if (turn != null) {
            turn.doesNotFit(why.message());
        } else {
            loop.exit(new SessionEnd.StoreUnreachable(why.message()));
        }
    }

    /** Runs until the pod can go; blocks. */
    public SessionEnd run() throws InterruptedException {
        var fence = settings.fence(ledger.head());
        if (fence.isPresent()) {
            return fence.get();
        }
        loop.post(() -> {
            ledger.change(head -> head.ownedBy(settings.epoch(), settings.instance()));
            guest.start();
            outside.source().watch(changed -> loop.post(() -> changed(changed)));
            next();
        });
        return loop.run();
    }

    /** Lets the pod go as soon as every open call has its answer; for SIGTERM. */
    public void release() {
        loop.post(() -> leave(new SessionEnd.Released()));
    }

    private void leave(SessionEnd how) {
        goal = how;
        onceQuiet(() -> letGo(how));
    }

    /** With the answers of the calls in flight. */
    private void onceQuiet(Runnable then) {
        if (turn != null) {
            turn.stop(then);
        } else {
            then.run();
        }
    }

    private void letGo(SessionEnd how) {
        ledger.commit(lease -> loop.exit(how));
    }

    /** Whether nothing may begin any more: whatever did would go with the pod before its answers are durable. */
    private boolean leaving() {
        return goal != null || ledger.head().park() != null;
    }

    private void changed(Loaded now) {
        switch (now) {
            case Loaded.Ready ready -> {
                task = ready;
                if (leaving()) {
                    return;
                }
                if (turn != null && !turn.begun()) {
                    turn = null; // it may be withdrawn
                }
                if (turn != null && task.task().desiredState() != TaskPlan.DesiredState.RUNNING) {
                    turn.stop(this::parkAsDesired);
                } else {
                    nextIfFree();
                }
            }
            case Loaded.Blocked blocked -> {} // the plan in hand goes on; the controller says what is wrong
            case Loaded.Gone() -> loop.exit(new SessionEnd.StateGone("the task was deleted"));
        }
    }

    /** Between steps: decides what to do now. */
    private void next() {
        if (goal != null) {
            letGo(goal);
        }
        if (leaving()) {
            return;
        }
        if (task.task().desiredState() != TaskPlan.DesiredState.RUNNING) {
            parkAsDesired();
            return;
        }
        var open = ledger.head().openStep();
        if (open != null) {
            prepare(open.step().turn(), new CodeSource.Inline(""));
            return;
        }
        var next = Turns.next(task.task(), ledger.head());
        if (next.isEmpty()) {
            nothingToDo();
        } else if (Turns.isFull(ledger.head())) {
            park(ParkReason.BLOCKED, "StoreTooSmall: the task's turns fill its status; do the rest in a new task");
        } else {
            prepare(next.get().name(), next.get().code());
        }
    }

    private void nothingToDo() {
        var left = task.task().idle().minusNanos(settings.clocks().nanos() - restingSince);
        if (left.toMillis() <= 0) {
            park(ParkReason.IDLE, "");
            return;
        }
        ledger.commit(lease -> {});
        outside.progress()
                .waiting("nothing to do; waits " + left.plusMillis(999).toSeconds() + " s for another turn");
        loop.rest(left, this::nextIfFree);
    }

    private void nextIfFree() {
        if (turn == null && !preparing) {
            next();
        }
    }

    private void prepare(String name, CodeSource code) {
        if (!task.servers().equals(reachable)) {
            lookAgain(Duration.ZERO, null, "its servers have been edited; the next pod goes on with them");
            return;
        }
        preparing = true;
        var planned = task;
        preparation.prepare(planned, code, prepared -> loop.post(() -> prepared(planned, name, prepared)));
    }

    private void prepared(Loaded.Ready planned, String name, Prepared prepared) {
        preparing = false;
        if (leaving()) {
            return;
        }
        if (task != planned) {
            next(); // the turn may be withdrawn
            return;
        }
        switch (prepared) {
            case Prepared.Edited(var now) -> changed(now);
            case Prepared.Blocked(var cause, var message) -> lookAgain(LOOK_AGAIN, cause, message);
            case Prepared.Ready ready -> {
                var ports = new Turn.Ports(loop, ledger, results, guest, sandbox, outside, settings);
                turn = new Turn(ports, new Turn.Work(name, ready, task), new TurnEvents());
                beginIfReady();
            }
        }
    }

    private void beginIfReady() {
        if (turn != null && !leaving() && guest.ready()) {
            turn.begin();
        }
    }

    private void parkAsDesired() {
        switch (task.task().desiredState()) {
            case CANCELLED -> park(ParkReason.CANCELLED, "cancelled by spec.desiredState");
            case SUSPENDED -> park(ParkReason.SUSPENDED, "suspended by spec.desiredState");
            case RUNNING -> {
                turn = null; // changed back while the last calls ended: take the step up anew
                guest.reopen();
                next();
            }
        }
    }

    private void lookAgain(Duration later, @Nullable Reason cause, String message) {
        long wake = settings.clocks().millis() + later.toMillis();
        var word = cause == null ? null : cause.text();
        park(new Park(ParkReason.BLOCKED, message, task.task().generation(), wake, word));
    }

    private void park(ParkReason reason, String message) {
        park(new Park(reason, message, task.task().generation(), null));
    }

    /** The last commit of this broker; after it, it sends nothing and exits. */
    private void park(Park park) {
        if (ledger.head().park() != null) {
            return; // it is on its way
        }
        var doubtful = turn == null ? Turns.leftInDoubt(ledger.head(), histories()) : turn.doubtful();
        if (!park.message().isEmpty()) {
            outside.progress().waiting(park.message());
        }
        ledger.change(head -> head.parked(park, doubtful));
        ledger.commit(lease -> loop.exit(new SessionEnd.Parked(ledger.head())));
    }

    private List<StepHistory> histories() {
        return StepHistory.of(ledger.journal().records());
    }

    private Restore restore() {
        var ref = task.task().ref();
        var tail = histories().subList(0, ledger.head().tail().size());
        return new Restore(
                new ToSandbox.Task(ref.namespace(), ref.name(), ref.uid()),
                task.task().inputs(),
                ledger.snapshot(),
                tail,
                ledger,
                results);
    }

    @Override
    public void close() {
        loop.close();
    }

    private final class TurnEvents implements Turn.Events {
        @Override
        public void ended(boolean variablesStand) {
            turn = null;
            restingSince = settings.clocks().nanos();
            next();
            if (!variablesStand && !leaving()) {
                guest.reopen();
            }
        }

        @Override
        public TaskPlan plan() {
            return task.task();
        }

        @Override
        public void inDoubt(String message) {
            park(ParkReason.IN_DOUBT, message);
        }

        @Override
        public void cannotGoOn(String message) {
            park(ParkReason.BLOCKED, message);
        }
    }

    private final class GuestEvents implements Guest.Events {
        @Override
        public void ready() {
            failedRestores = 0;
            beginIfReady();
        }

        @Override
        public void missing(String why) {
            leave(new SessionEnd.SandboxMissing(why));
        }

        @Override
        public void confined(int landlock) {
            outside.progress().confined(landlock);
            ledger.change(head -> head.confined(landlock));
        }

        @Override
        public void unconfined(String why) {
            onceQuiet(() -> park(ParkReason.UNCONFINED, why));
        }

        @Override
        public void printed(String text) {
            if (turn != null) {
                turn.printed(text);
            }
        }

        @Override
        public void lost(ToBroker.LossReason reason, String message) {
            if (leaving()) {
                return;
            }
            if (turn != null && turn.begun()) {
                turn.lost(reason, message);
            } else if (++failedRestores >= RESTORES) {
                park(ParkReason.BLOCKED, "the variables could not be restored: " + message);
            } else {
                guest.reopen();
            }
        }

        @Override
        public void violated(String why) {
            if (leaving()) {
                return;
            }
            if (turn != null && turn.begun()) {
                turn.violated(why);
            } else if (++failedRestores >= RESTORES) {
                park(ParkReason.BLOCKED, "SandboxViolation: " + why);
            }
        }

        @Override
        public void diverged(String why) {
            onceQuiet(() -> park(ParkReason.BLOCKED, "RestoreIncomplete: " + why));
        }
    }
}
