/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.task;

import dev.dormouse.crds.file.TaskFile;
import dev.dormouse.crds.file.TaskFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A task file that somebody may edit. It is looked at instead of watched, so that files on any file system will do, and
 * read only when two looks find it the same, for an editor may be in the midst of writing.
 */
public final class EditedFile {
    private final Path path;
    private final TaskFile first;
    private Stamp read;
    private Stamp seen;

    /** @param key says which file it is, as a new one may be moved into its place; absent where the system has none */
    private record Stamp(
            FileTime modified, long bytes, @Nullable Object key) {
        static final Stamp MISSING = new Stamp(FileTime.fromMillis(0), -1, null);

        static Stamp of(Path path) {
            try {
                var attributes = Files.readAttributes(path, BasicFileAttributes.class);
                return new Stamp(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
            } catch (IOException e) {
                return MISSING;
            }
        }
    }

    /** Reads it for the first time. */
    public EditedFile(Path path) throws IOException, TaskFileException {
        this.path = path;
        this.read = Stamp.of(path);
        this.seen = read;
        this.first = TaskFile.read(path);
    }

    /** What it said first. */
    public TaskFile first() {
        return first;
    }

    Path path() {
        return path;
    }

    /**
     * What it says now, if it was edited since it was last read and not since the last look.
     *
     * @throws IOException when it can't be read, once for each edit, as with the other exception
     */
    Optional<TaskFile> look() throws IOException, TaskFileException {
        var before = seen;
        seen = Stamp.of(path);
        if (seen.equals(read) || !seen.equals(before)) {
            return Optional.empty();
        }
        read = seen;
        var now = TaskFile.read(path);
        return Stamp.of(path).equals(read) ? Optional.of(now) : Optional.empty(); // else it was being written
    }
}
