/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.blob;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dormouse.wire.state.PartName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderPartStoreTest extends PartStoreContract {
    @TempDir
    Path folder;

    @Override
    PartStore storeFor(List<PartName> wanted) {
        return new FolderPartStore(folder.resolve("blobs"));
    }

    @Override
    void replace(PartName part, byte[] bytes) {
        try {
            Files.write(folder.resolve("blobs").resolve(part.toString()), bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    void remove(PartName part) {
        try {
            Files.delete(folder.resolve("blobs").resolve(part.toString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void onlyNamedPartsStayAndOneThatIsBeingWrittenIsLeftAlone() throws IOException {
        // given
        var store = storeFor(List.of());
        store.put(new PartName(1, 1), noise(1));
        store.put(new PartName(1, 2), noise(2));
        Files.write(folder.resolve("blobs/2-1.new"), noise(3));
        Files.write(folder.resolve("blobs/1-9.new"), noise(3));
        // when
        store.retain(Set.of(new PartName(1, 2), new PartName(2, 1)));
        // then
        try (var left = Files.list(folder.resolve("blobs"))) {
            assertThat(left.map(file -> file.getFileName().toString())).containsExactlyInAnyOrder("1-2", "2-1.new");
        }
    }
}
