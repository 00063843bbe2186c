/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.blob;

import dev.dormouse.wire.state.PartName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/** Parts as files of a folder beside {@code state.json}, whose lock guards them too. */
public final class FolderPartStore implements PartStore {
    private static final int PART_BYTES = 16 * 1024 * 1024;
    private static final String UNFINISHED = ".new";

    private final Path folder;

    /** @param folder made when the first part is stored */
    public FolderPartStore(Path folder) {
        this.folder = folder;
    }

    @Override
    public int partBytes() {
        return PART_BYTES;
    }

    @Override
    public PutResult put(PartName part, byte[] bytes) {
        try {
            if (get(part) instanceof GetResult.Found(var there)) {
                return Arrays.equals(there, bytes)
                        ? new PutResult.Stored()
                        : new PutResult.Taken(folder.resolve(part.toString()) + " holds other bytes");
            }
            Files.createDirectories(folder);
            var fresh = folder.resolve(part + UNFINISHED);
            try (var file = FileChannel.open(
                    fresh, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
                var left = ByteBuffer.wrap(bytes);
                while (left.hasRemaining()) {
                    file.write(left);
                }
                file.force(true);
            }
            Files.move(fresh, folder.resolve(part.toString()), StandardCopyOption.ATOMIC_MOVE);
            try (var entries = FileChannel.open(folder, StandardOpenOption.READ)) {
                entries.force(true);
            }
            return new PutResult.Stored();
        } catch (IOException e) {
            return new PutResult.NotYet(e.toString());
        }
    }

    @Override
    public GetResult get(PartName part) {
        try {
            return new GetResult.Found(Files.readAllBytes(folder.resolve(part.toString())));
        } catch (NoSuchFileException e) {
            return new GetResult.Missing("there is no " + e.getMessage());
        } catch (IOException e) {
            return new GetResult.Unreachable(e.toString());
        }
    }

    @Override
    public void retain(Set<PartName> named) {
        if (!Files.isDirectory(folder)) {
            return;
        }
        var kept = named.stream().map(PartName::toString).collect(Collectors.toSet());
        try (var files = Files.list(folder)) {
            for (var file : files.toList()) {
                var name = file.getFileName().toString();
                if (!kept.contains(name) && !(name.endsWith(UNFINISHED) && kept.contains(stem(name)))) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String stem(String unfinished) {
        return unfinished.substring(0, unfinished.length() - UNFINISHED.length());
    }
}
