/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.state;

import static dev.dormouse.broker.state.MemoryStateStore.Weather.ANSWER_LOST;
import static dev.dormouse.broker.state.MemoryStateStore.Weather.FINE;
import static dev.dormouse.broker.state.MemoryStateStore.Weather.REQUEST_LOST;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.dormouse.wire.state.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CommitterTest {
    private static final CommitOutcome COMMITTED = new CommitOutcome.Committed();

    private Instant now = Instant.EPOCH;
    private final List<Duration> pauses = new ArrayList<>();
    private final MemoryStateStore store = new MemoryStateStore(States.initial());
    private final Committer committer = committer();

    @Test
    void aLostAnswerIsNotASecondCommit() {
        // given
        store.expect(ANSWER_LOST, REQUEST_LOST, FINE);
        // when
        var outcome = committer.commit(mine("c1"));
        // then
        assertThat(outcome).isEqualTo(COMMITTED);
        assertThat(store.writes()).isEqualTo(1);
        assertThat(pauses).containsExactly(Duration.ofMillis(50), Duration.ofMillis(100));
    }

    @Test
    void aLostRequestIsSentAgain() {
        // given
        store.expect(REQUEST_LOST, REQUEST_LOST);
        // when
        var outcome = committer.commit(mine("c1"));
        // then
        assertThat(outcome).isEqualTo(COMMITTED);
        assertThat(store.writes()).isEqualTo(1);
    }

    @Test
    void anEditOfMetadataIsNoConflict() {
        // given
        store.edit(state -> state);
        // when
        var outcome = committer.commit(mine("c1"));
        // then
        assertThat(outcome).isEqualTo(COMMITTED);
        assertThat(pauses).containsExactly(Duration.ZERO);
    }

    @Test
    void aNewerEpochFences() {
        // given
        store.edit(States::epochRaised);
        // when
        var outcome = committer.commit(mine("c1"));
        // then
        assertThat(outcome).isInstanceOf(CommitOutcome.Fenced.class);
        assertThat(store.writes()).isZero();
    }

    @Test
    void aCommitThatLandedBeforeANewerEpochIsStillFenced() {
        // given
        store.expect(ANSWER_LOST);
        var next = mine("c1");
        store.commit(next, StateStoreContract.stored(store).version());
        store.edit(States::epochRaised);
        // when
        var outcome = committer.commit(next);
        // then
        assertThat(outcome).isInstanceOf(CommitOutcome.Fenced.class);
    }

    @Test
    void anotherProcessOfTheSameEpochFences() {
        // given
        store.edit(state -> States.next(state, "other", "theirs"));
        // when
        var outcome = committer.commit(mine("c1"));
        // then
        assertThat(outcome).isInstanceOf(CommitOutcome.Fenced.class);
    }

    @Test
    void aForeignWriteUnderOurNameIsTampering() {
        // given
        committer.commit(mine("c1"));
        store.edit(state -> States.next(state, "me", "forged"));
        // when
        var outcome = committer.commit(mine("c2"));
        // then
        assertThat(outcome)
                .asInstanceOf(type(CommitOutcome.Lost.class))
                .returns(LoadResult.LossReason.STATE_TAMPERED, CommitOutcome.Lost::reason);
    }

    @Test
    void aStateRolledBackIsTampering() {
        // given
        var other = new MemoryStateStore(States.epochRaised(States.initial()));
        var late = new Committer(other, StateStoreContract.stored(other), patience());
        other.edit(state -> States.initial());
        // when
        var outcome = late.commit(States.next(States.epochRaised(States.initial()), "me", "c1"));
        // then
        assertThat(outcome)
                .asInstanceOf(type(CommitOutcome.Lost.class))
                .returns(LoadResult.LossReason.STATE_TAMPERED, CommitOutcome.Lost::reason);
    }

    @Test
    void aDeletedStateIsLostForGood() {
        // given
        store.delete();
        committer.commit(mine("c1"));
        // when
        var outcome = committer.commit(mine("c2"));
        // then
        assertThat(outcome)
                .asInstanceOf(type(CommitOutcome.Lost.class))
                .returns(LoadResult.LossReason.STATE_LOST, CommitOutcome.Lost::reason);
    }

    @Test
    void afterTheDeadlineTheFateIsUnknownAndNothingMoreIsWritten() {
        // given
        for (var i = 0; i < 1000; i++) {
            store.expect(REQUEST_LOST);
        }
        // when
        var outcome = committer.commit(mine("c1"));
        store.edit(state -> state);
        // then
        assertThat(outcome).isInstanceOf(CommitOutcome.Unreachable.class);
        assertThat(committer.commit(mine("c2"))).isEqualTo(outcome);
        assertThat(now).isAfter(Instant.EPOCH.plusSeconds(10)).isBefore(Instant.EPOCH.plusSeconds(13));
        assertThat(store.writes()).isZero();
    }

    @Test
    void aStateThatDoesNotFitIsSaidAndASmallerOneMayFollow() {
        // given
        var small = mine("c1");
        var large = new TaskState(small.head(), new byte[950 * 1024], null);
        // when
        var outcome = committer.commit(large);
        // then
        assertThat(outcome)
                .asInstanceOf(type(CommitOutcome.TooSmall.class))
                .satisfies(tooSmall -> assertThat(tooSmall.why().message()).contains("holds 900 KiB"));
        assertThat(committer.commit(small)).isEqualTo(COMMITTED);
    }

    @Test
    void inAnyWeatherEachCommitIsWrittenOnce() {
        var seed = new Random().nextLong();
        var random = new Random(seed);
        for (var i = 1; i <= 500; i++) {
            // given
            for (var failures = random.nextInt(4); failures > 0; failures--) {
                store.expect(random.nextBoolean() ? ANSWER_LOST : REQUEST_LOST);
            }
            if (random.nextInt(5) == 0) {
                store.edit(state -> state);
            }
            // when
            var outcome = committer.commit(mine("c" + i));
            // then
            assertThat(outcome).as("seed %d, commit %d", seed, i).isEqualTo(COMMITTED);
            assertThat(store.writes()).as("seed %d, commit %d", seed, i).isEqualTo(i);
        }
    }

    private TaskState mine(String commitId) {
        return States.next(committer.state(), "me", commitId);
    }

    private Committer committer() {
        return new Committer(store, StateStoreContract.stored(store), patience());
    }

    private Committer.Patience patience() {
        return new Committer.Patience(Duration.ofSeconds(10), () -> now, pause -> {
            pauses.add(pause);
            now = now.plus(pause);
        });
    }
}
