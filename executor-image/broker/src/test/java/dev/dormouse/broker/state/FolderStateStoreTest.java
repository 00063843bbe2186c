/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.dormouse.wire.state.TaskState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderStateStoreTest extends StateStoreContract {
    @TempDir
    Path folder;

    @Override
    StateStore storeWith(TaskState initial) throws IOException {
        var store = FolderStateStore.open(folder);
        store.create(initial);
        return store;
    }

    @Test
    void aFolderServesOneProcess() throws IOException {
        // given
        try (var first = FolderStateStore.open(folder)) {
            // when, then
            assertThatThrownBy(() -> FolderStateStore.open(folder)).hasMessageContaining("another dormouse");
        }
        FolderStateStore.open(folder).close();
    }

    @Test
    void aStateIsFoundAgainAfterTheProcessEnded() throws IOException {
        // given
        var next = States.next(States.initial(), "i1", "c1");
        try (var store = storeWith(States.initial())) {
            store.commit(next, stored(store).version());
        }
        // when
        try (var store = FolderStateStore.open(folder)) {
            // then
            assertThat(store.isNew()).isFalse();
            assertThat(stored(store).state()).usingRecursiveComparison().isEqualTo(next);
        }
    }

    @Test
    void aLostStateIsNeverMadeAgain() throws IOException {
        // given
        storeWith(States.initial()).close();
        Files.delete(folder.resolve("state.json"));
        // when
        try (var store = FolderStateStore.open(folder)) {
            // then
            assertThat(store.isNew()).isFalse();
            assertThat(store.load())
                    .asInstanceOf(type(LoadResult.Lost.class))
                    .returns(LoadResult.LossReason.STATE_LOST, LoadResult.Lost::reason);
            assertThatThrownBy(() -> store.create(States.initial())).hasMessageContaining("held, a session");
        }
    }

    @Test
    void aHalfWrittenSuccessorIsIgnored() throws IOException {
        // given
        storeWith(States.initial()).close();
        Files.writeString(folder.resolve("state.json.new"), "{\"version\":2,\"he");
        // when
        try (var store = FolderStateStore.open(folder)) {
            // then
            assertThat(stored(store).version()).isEqualTo(new Version("1"));
        }
    }

    @Test
    void aStateOfAnotherFormatIsUnreadable() throws IOException {
        // given
        storeWith(States.initial()).close();
        var file = folder.resolve("state.json");
        Files.writeString(file, Files.readString(file).replace("\"format\":1", "\"format\":7"));
        // when
        try (var store = FolderStateStore.open(folder)) {
            // then
            assertThat(store.load())
                    .asInstanceOf(type(LoadResult.Lost.class))
                    .satisfies(lost -> assertThat(lost.why()).contains("format 7"))
                    .returns(LoadResult.LossReason.STATE_UNREADABLE, LoadResult.Lost::reason);
        }
    }
}
