/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.state;

import static java.util.Objects.requireNonNull;

import dev.dormouse.wire.Json;
import dev.dormouse.wire.state.Head;
import dev.dormouse.wire.state.TaskState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * A state in a folder, for {@code dormouse run}. One process at a time: the lock lasts until {@link #close} or the end
 * of the process, however it ends. A write is there whole or not at all, also after a power cut.
 */
public final class FolderStateStore implements StateStore {
    private static final String STATE_FILE = "state.json";
    private static final String NEW_FILE = "state.json.new";
    private static final String LOCK_FILE = "lock";

    private final Path folder;
    private final FileChannel lock;

    private FolderStateStore(Path folder, FileChannel lock) {
        this.folder = folder;
        this.lock = lock;
    }

    /**
     * Takes the folder, and makes it if need be.
     *
     * @throws IOException when another process has it; the message says so
     */
    public static FolderStateStore open(Path folder) throws IOException {
        Files.createDirectories(folder);
        var lock = FileChannel.open(
                folder.resolve(LOCK_FILE),
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        try {
            if (lock.tryLock() != null) {
                return new FolderStateStore(folder, lock);
            }
        } catch (OverlappingFileLockException e) {
            lock.close();
            throw new IOException(inUse(folder), e);
        }
        lock.close();
        throw new IOException(inUse(folder));
    }

    private static String inUse(Path folder) {
        return "another dormouse is at work in " + folder + "; wait for it to end or choose another --state folder";
    }

    /** True until {@link #create}: a folder that once held a state and lost it isn't new. */
    public boolean isNew() throws IOException {
        return lock.size() == 0 && !Files.exists(folder.resolve(STATE_FILE));
    }

    /** Makes the first state of the session. */
    public LoadResult.Stored create(TaskState initial) throws IOException {
        if (!isNew()) {
            throw new IOException(folder + " already holds, or held, a session");
        }
        write(StateFile.of(1, initial));
        lock.write(ByteBuffer.wrap(Json.bytes(initial.head().taskUid())), 0);
        lock.force(true);
        return new LoadResult.Stored(initial, new Version("1"));
    }

    @Override
    public LoadResult load() {
        try {
            var bytes = Files.readAllBytes(folder.resolve(STATE_FILE));
            return Json.read(bytes, StateFile.class).stored();
        } catch (NoSuchFileException e) {
            return new LoadResult.Lost(LoadResult.LossReason.STATE_LOST, "there is no " + e.getMessage());
        } catch (UncheckedIOException e) {
            return new LoadResult.Lost(
                    LoadResult.LossReason.STATE_UNREADABLE,
                    folder.resolve(STATE_FILE) + " isn't a state: " + e.getMessage());
        } catch (IOException e) {
            return new LoadResult.Unreachable(e.toString());
        }
    }

    @Override
    public synchronized CommitResult commit(TaskState next, Version expected) {
        return switch (load()) {
            case LoadResult.Stored stored when stored.version().equals(expected) -> replace(next, expected);
            case LoadResult.Stored stored -> new CommitResult.Conflict(stored);
            case LoadResult.Lost(var reason, var why) -> new CommitResult.Gone(reason, why);
            case LoadResult.Unreachable(var why) -> new CommitResult.Unreachable(why);
        };
    }

    private CommitResult replace(TaskState next, Version expected) {
        long version = Long.parseLong(expected.value()) + 1;
        try {
            write(StateFile.of(version, next));
            return new CommitResult.Committed(new Version(Long.toString(version)));
        } catch (IOException e) {
            return new CommitResult.Unreachable(e.toString());
        }
    }

    private void write(StateFile state) throws IOException {
        var fresh = folder.resolve(NEW_FILE);
        try (var file = FileChannel.open(
                fresh, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            var bytes = ByteBuffer.wrap(Json.bytes(state));
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
            file.force(true);
        }
        Files.move(fresh, folder.resolve(STATE_FILE), StandardCopyOption.ATOMIC_MOVE);
        try (var entries = FileChannel.open(folder, StandardOpenOption.READ)) {
            entries.force(true);
        }
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The file as it stands: readable, and whole in one rename. */
    record StateFile(long version, Head head, byte[] journal, byte @Nullable [] snapshot) {
        StateFile {
            requireNonNull(head, "head");
            requireNonNull(journal, "journal");
        }

        static StateFile of(long version, TaskState state) {
            return new StateFile(version, state.head(), state.journal(), state.snapshot());
        }

        LoadResult.Stored stored() {
            return new LoadResult.Stored(new TaskState(head, journal, snapshot), new Version(Long.toString(version)));
        }
    }
}
