/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.main;

import dev.dormouse.broker.blob.BlobTransfer;
import dev.dormouse.broker.gateway.Clocks;
import dev.dormouse.broker.gateway.Gateway;
import dev.dormouse.broker.gateway.ScreenedServer;
import dev.dormouse.broker.mcp.McpToolServer;
import dev.dormouse.broker.model.ToolServer;
import dev.dormouse.broker.session.Restored;
import dev.dormouse.broker.session.SandboxLink;
import dev.dormouse.broker.session.ScreenedLink;
import dev.dormouse.broker.session.Session;
import dev.dormouse.broker.session.SessionEnd;
import dev.dormouse.broker.session.Settings;
import dev.dormouse.broker.session.UnixSandboxLink;
import dev.dormouse.broker.state.CommitOutcome;
import dev.dormouse.broker.state.Committer;
import dev.dormouse.broker.state.LoadResult;
import dev.dormouse.broker.task.ScreenedSource;
import dev.dormouse.broker.task.TaskSource;
import dev.dormouse.broker.task.TaskSource.Loaded;
import dev.dormouse.crds.v1alpha1.Reason;
import dev.dormouse.wire.state.Head;
import dev.dormouse.wire.state.Head.Park;
import dev.dormouse.wire.state.Head.ParkReason;
import dev.dormouse.wire.state.TaskState;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Runs one broker from taking up the task to parking it. Exit codes as in {@link SessionEnd#exitCode}.
 *
 * <p>Everything that differs between a pod and {@code dormouse run} is in {@link Surroundings}.
 */
final class Broker {
    /** For whoever holds answers waits for the store as long as it may be away; SIGTERM and a higher epoch end it. */
    private static final Duration COMMIT_DEADLINE = Duration.ofMinutes(10);

    private static final Duration LOAD_DEADLINE = Duration.ofSeconds(20);
    private static final Duration LOAD_PAUSE = Duration.ofMillis(200);
    /** An image pull and the kubelet's back-off lie within. */
    private static final Duration SANDBOX_PATIENCE = Duration.ofMinutes(2);

    private static final BlobTransfer.Patience BLOB_PATIENCE =
            new BlobTransfer.Patience(Duration.ofMinutes(10), Duration.ofSeconds(20));

    private static final long LOOK_AGAIN_MILLIS = 30_000;
    /** Below the pod's grace period of 30 s. */
    private static final Duration GRACE = Duration.ofSeconds(20);

    /** The exit code of what must not happen (sysexits.h, EX_SOFTWARE). */
    static final int BUG = 70;

    private final Surroundings at;
    private final ConsoleProgress progress;
    private final AtomicReference<@Nullable Session> current = new AtomicReference<>();

    Broker(Surroundings at, ConsoleProgress progress) {
        this.at = at;
        this.progress = progress;
    }

    /** A thread that dies takes the process with it: the next broker takes the step up, whereas nobody misses a thread. */
    static void endWithAnyThread(ConsoleProgress progress) {
        Thread.setDefaultUncaughtExceptionHandler((thread, e) -> {
            var trace = new StringWriter();
            e.printStackTrace(new PrintWriter(trace));
            progress.line("a bug in Dormouse ended its thread " + thread.getName() + ": " + trace);
            Runtime.getRuntime().halt(BUG);
        });
    }

    private ToolServer server(Loaded.Ready ready, String name) {
        var plan = ready.servers().get(name);
        if (plan == null) {
            throw new IllegalStateException("no McpServer " + name + " was read");
        }
        return new ScreenedServer(name, new McpToolServer(plan, at.keyring()), at.keyring());
    }

    /** Runs to the end; also when the process is asked to go. */
    SessionEnd run() throws IOException, InterruptedException {
        var main = Thread.currentThread();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> release(main), "release"));
        try (var link = UnixSandboxLink.listenOn(at.socket());
                var source = at.source();
                var store = at.store()) {
            var stored = load(store);
            return switch (stored) {
                case LoadResult.Stored found -> run(link, source, new Committer(store, found, patience()));
                case LoadResult.Lost(var reason, var why) -> new SessionEnd.StateGone(reason + ": " + why);
                case LoadResult.Unreachable(var why) -> new SessionEnd.StoreUnreachable(why);
            };
        }
    }

    private static Committer.Patience patience() {
        return Committer.Patience.of(COMMIT_DEADLINE);
    }

    private static LoadResult load(dev.dormouse.broker.state.StateStore store) throws InterruptedException {
        long giveUp = System.nanoTime() + LOAD_DEADLINE.toNanos();
        while (true) {
            var result = store.load();
            if (!(result instanceof LoadResult.Unreachable) || System.nanoTime() > giveUp) {
                return result;
            }
            Thread.sleep(LOAD_PAUSE);
        }
    }

    private SessionEnd run(UnixSandboxLink link, TaskSource source, Committer committer) throws InterruptedException {
        return switch (source.load()) {
            case Loaded.Gone() -> new SessionEnd.StateGone("the task was deleted");
            case Loaded.Blocked(var message, var generation) -> {
                long wake = Clocks.system().millis() + LOOK_AGAIN_MILLIS;
                yield blocked(committer, new Park(ParkReason.BLOCKED, message, generation, wake));
            }
            case Loaded.Ready ready -> {
                at.keyring().hold(ready.servers().values());
                var blobs = new BlobTransfer(at.parts(), BLOB_PATIENCE);
                yield switch (Restored.of(committer.state(), blobs)) {
                    case Restored.Whole whole -> {
                        var screened = new ScreenedLink(link, at.keyring());
                        yield run(new Work(screened, source, blobs, whole), committer, ready);
                    }
                    case Restored.Broken broken -> blocked(committer, broken(broken, ready));
                    case Restored.Unreachable(var why) -> new SessionEnd.StoreUnreachable(why);
                };
            }
        };
    }

    private static Park broken(Restored.Broken broken, Loaded.Ready ready) {
        var cause = switch (broken.reason()) {
            case STATE_LOST -> Reason.STATE_LOST;
            case STATE_TAMPERED, STATE_UNREADABLE -> Reason.STATE_TAMPERED;
        };
        var message = "the task's state is not whole: " + broken.why()
                + ". Look at the outside systems for what it did, then make a new task for what is left";
        return new Park(ParkReason.BLOCKED, message, ready.task().generation(), null, cause.text());
    }

    private record Work(SandboxLink link, TaskSource source, BlobTransfer blobs, Restored.Whole restored) {}

    private SessionEnd run(Work work, Committer committer, Loaded.Ready ready) throws InterruptedException {
        var settings = new Settings(
                at.epoch(), UUID.randomUUID().toString(), at.predecessorGone(), SANDBOX_PATIENCE, Clocks.system());
        try (var gateway = new Gateway(name -> server(ready, name), Clocks.system());
                var session = new Session(
                        settings,
                        new Session.Outside(
                                committer,
                                work.restored(),
                                work.blobs(),
                                at.limits(),
                                new ScreenedSource(work.source(), at.keyring()),
                                work.link(),
                                gateway,
                                progress),
                        ready)) {
            current.set(session);
            return session.run();
        }
    }

    /** There is no plan to work on: says so in the head, once, and lets the pod go. */
    private SessionEnd blocked(Committer committer, Park park) {
        progress.line(park.message());
        var state = committer.state();
        var head = state.head();
        if (head.epoch() != at.epoch()) {
            return new SessionEnd.Fenced("the task is at epoch " + head.epoch());
        }
        var id = UUID.randomUUID().toString();
        Head parked = head.ownedBy(at.epoch(), id)
                .parked(park, List.copyOf(head.inDoubt()))
                .committing(id);
        return switch (committer.commit(new TaskState(parked, state.journal(), state.snapshot()))) {
            case CommitOutcome.Committed() -> new SessionEnd.Parked(parked);
            case CommitOutcome.Fenced(var why) -> new SessionEnd.Fenced(why);
            case CommitOutcome.Lost(var reason, var why) -> new SessionEnd.StateGone(reason + ": " + why);
            case CommitOutcome.Unreachable(var why) -> new SessionEnd.StoreUnreachable(why);
            case CommitOutcome.Refused(var why) -> new SessionEnd.StoreUnreachable(why);
            case CommitOutcome.TooSmall(var why) -> new SessionEnd.StoreUnreachable(why.message());
        };
    }

    private void release(Thread main) {
        var session = current.get();
        if (session == null) {
            return;
        }
        progress.line("asked to stop; waits " + GRACE.toSeconds() + " s at the most for answers still to come");
        session.release();
        try {
            main.join(GRACE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
