/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.main;

import dev.dormouse.broker.blob.FolderPartStore;
import dev.dormouse.broker.secrets.Keyring;
import dev.dormouse.broker.session.SessionEnd;
import dev.dormouse.broker.session.StoreLimits;
import dev.dormouse.broker.state.CommitResult;
import dev.dormouse.broker.state.FolderStateStore;
import dev.dormouse.broker.state.LoadResult;
import dev.dormouse.broker.task.EditedFile;
import dev.dormouse.broker.task.FileTaskSource;
import dev.dormouse.crds.file.TaskFileException;
import dev.dormouse.crds.plan.ServerPlan.SecretKey;
import dev.dormouse.wire.Json;
import dev.dormouse.wire.state.Head;
import dev.dormouse.wire.state.TaskState;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Optional;
import java.util.UUID;

/**
 * The broker of {@code dormouse run}: {@code RunBroker FILE STATE_FOLDER SOCKET}. Each run is an epoch of its own; the
 * folder's lock says that the earlier one has ended. Progress on stderr, the head of the state as JSON on stdout. Ends
 * at once when its standard input closes, so that it never outlives the command that started it.
 */
public final class RunBroker {
    /** The state folder can't be used; the message on stderr says why. */
    static final int STATE_UNUSABLE = 31;

    private static final int BAD_FILE = 2;

    private RunBroker() {}

    public static void main(String[] args) throws InterruptedException {
        Thread.ofPlatform().daemon().name("parent").start(RunBroker::endWithParent);
        var secrets = new HashMap<SecretKey, String>();
        var keyring = new Keyring(key -> Optional.ofNullable(secrets.get(key)));
        var progress = new ConsoleProgress(System.err, keyring, InstantSource.system());
        Broker.endWithAnyThread(progress);
        try {
            var file = new EditedFile(Path.of(args[0]));
            secrets.putAll(file.first().secrets());
            var folder = Path.of(args[1]);
            var store = FolderStateStore.open(folder);
            var head = nextEpoch(store);
            var parts = new FolderPartStore(folder.resolve("blobs"));
            parts.retain(head.blobs().named()); // a run that was killed may have left some
            var at = new Surroundings(
                    new FileTaskSource(file, head.taskUid(), progress::line),
                    store,
                    parts,
                    StoreLimits.NONE,
                    keyring,
                    Path.of(args[2]),
                    head.epoch(),
                    true);
            var end = new Broker(at, progress).run();
            finish(progress, end);
        } catch (TaskFileException e) {
            progress.line(String.valueOf(e.getMessage()));
            Runtime.getRuntime().halt(BAD_FILE);
        } catch (IOException e) {
            progress.line(String.valueOf(e.getMessage()));
            Runtime.getRuntime().halt(STATE_UNUSABLE);
        }
    }

    /** Takes the session over from whoever had it before, or begins it. */
    private static Head nextEpoch(FolderStateStore store) throws IOException {
        if (store.isNew()) {
            return store.create(new TaskState(Head.initial(UUID.randomUUID().toString()), new byte[0], null))
                    .state()
                    .head();
        }
        return switch (store.load()) {
            case LoadResult.Stored stored -> raised(store, stored);
            case LoadResult.Lost(var reason, var why) -> throw new IOException(reason + ": " + why);
            case LoadResult.Unreachable(var why) -> throw new IOException(why);
        };
    }

    private static Head raised(FolderStateStore store, LoadResult.Stored stored) throws IOException {
        var state = stored.state();
        var next = state.head()
                .ownedBy(state.head().epoch() + 1, null)
                .committing(UUID.randomUUID().toString());
        var result = store.commit(new TaskState(next, state.journal(), state.snapshot()), stored.version());
        if (!(result instanceof CommitResult.Committed)) {
            throw new IOException("the state folder could not be written: " + result);
        }
        return next;
    }

    private static void finish(ConsoleProgress progress, SessionEnd end) {
        switch (end) {
            case SessionEnd.Parked(var head) -> System.out.println(Json.text(head));
            case SessionEnd.Fenced(var why) -> progress.line(why);
            case SessionEnd.StoreUnreachable(var why) -> progress.line(why);
            case SessionEnd.StateGone(var why) -> progress.line(why);
            case SessionEnd.SandboxMissing(var why) -> progress.line(why);
            case SessionEnd.Released() -> progress.line("stopped; run it again to go on");
        }
        System.out.flush();
        Runtime.getRuntime().halt(end.exitCode());
    }

    private static void endWithParent() {
        try {
            while (System.in.read() >= 0) {
                // nothing is said on it; only its end matters
            }
        } catch (IOException e) {
            // as good as its end
        }
        Runtime.getRuntime().halt(143);
    }
}
