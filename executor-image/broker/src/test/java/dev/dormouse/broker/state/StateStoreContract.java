/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.dormouse.wire.state.TaskState;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every store must do. */
abstract class StateStoreContract {
    /** A store that holds {@code initial}. */
    abstract StateStore storeWith(TaskState initial) throws Exception;

    @Test
    void whatWasWrittenIsRead() throws Exception {
        // given
        var store = storeWith(States.initial());
        var base = stored(store);
        var next = States.next(base.state(), "i1", "c1");
        // when
        var result = store.commit(next, base.version());
        // then
        var read = stored(store);
        assertThat(result).isEqualTo(new CommitResult.Committed(read.version()));
        assertThat(read.state()).usingRecursiveComparison().isEqualTo(next);
        assertThat(read.version()).isNotEqualTo(base.version());
    }

    @Test
    void aWriteOverAnotherVersionChangesNothingAndShowsIt() throws Exception {
        // given
        var store = storeWith(States.initial());
        var base = stored(store);
        var first = States.next(base.state(), "i1", "c1");
        store.commit(first, base.version());
        // when
        var result = store.commit(States.next(base.state(), "i2", "c2"), base.version());
        // then
        assertThat(result)
                .asInstanceOf(type(CommitResult.Conflict.class))
                .satisfies(conflict -> assertThat(conflict.current().state())
                        .usingRecursiveComparison()
                        .isEqualTo(first));
        assertThat(stored(store).state()).usingRecursiveComparison().isEqualTo(first);
    }

    @Test
    void ofManyWritersOverOneVersionOneWins() throws Exception {
        // given
        var store = storeWith(States.initial());
        var base = stored(store);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            // when
            var results = IntStream.range(0, 8)
                    .mapToObj(i -> threads.submit(
                            () -> store.commit(States.next(base.state(), "i" + i, "c" + i), base.version())))
                    .toList();
            // then
            var committed = 0;
            for (var result : results) {
                committed += result.get() instanceof CommitResult.Committed ? 1 : 0;
            }
            assertThat(committed).isEqualTo(1);
        }
    }

    @Test
    void aStateWithoutSnapshotStaysWithoutOne() throws Exception {
        // given
        var store = storeWith(States.initial());
        // when
        var read = stored(store);
        // then
        assertThat(read.state().snapshot()).isNull();
        assertThat(read.state().head()).isEqualTo(States.initial().head());
    }

    static LoadResult.Stored stored(StateStore store) {
        return switch (store.load()) {
            case LoadResult.Stored stored -> stored;
            case LoadResult.Lost lost -> throw new AssertionError(lost);
            case LoadResult.Unreachable unreachable -> throw new AssertionError(unreachable);
        };
    }
}
