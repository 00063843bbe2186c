/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.IntNode;
import dev.dormouse.wire.EffectClass;
import dev.dormouse.wire.Outcome;
import dev.dormouse.wire.StepId;
import dev.dormouse.wire.frame.Completion;
import dev.dormouse.wire.state.JournalRecord;
import dev.dormouse.wire.state.JournalRecord.CallSite;
import dev.dormouse.wire.state.JournalRecord.Claimed;
import dev.dormouse.wire.state.JournalRecord.Settled;
import dev.dormouse.wire.state.JournalRecord.StepEnded;
import dev.dormouse.wire.state.JournalRecord.StepStarted;
import dev.dormouse.wire.state.JournalRecord.Unsent;
import java.util.List;
import org.junit.jupiter.api.Test;

class JournalTest {
    private static final StepStarted STARTED =
            new StepStarted(new StepId("remind", 1), "return 1", List.of(), 42, 1_000, "engine 1");

    @Test
    void everyKindOfRecordComesBackFromItsBytes() {
        // given
        var records = List.<JournalRecord>of(
                STARTED,
                claimed(1, 1),
                new Unsent(1),
                claimed(1, 2),
                settled(1, 1),
                new StepEnded(new Completion.Threw("TypeError", "x is undefined", 3)));
        // when
        var journal = Journal.of(new byte[0]);
        for (var each : records) {
            journal.append(each);
            journal.bytes(); // a frame of its own
        }
        // then
        assertThat(Journal.of(journal.bytes()).records()).isEqualTo(records);
    }

    @Test
    void laterRecordsLeaveTheEarlierBytesAsTheyWere() {
        // given
        var journal = Journal.of(new byte[0]);
        journal.append(STARTED);
        var before = journal.bytes();
        // when
        journal.append(claimed(1, 1));
        // then
        assertThat(journal.bytes()).startsWith(before).hasSizeGreaterThan(before.length);
        assertThat(journal.bytes()).isSameAs(journal.bytes());
    }

    @Test
    void truncatingForgetsTheOpenStepAndKeepsTheTail() {
        // given
        var journal = Journal.of(new byte[0]);
        List.<JournalRecord>of(STARTED, settled(1, 1), STARTED, claimed(1, 1)).forEach(journal::append);
        // when
        journal.truncate(StepHistory.of(journal.records()).getLast().start());
        // then
        assertThat(Journal.of(journal.bytes()).records()).containsExactly(STARTED, settled(1, 1));
    }

    @Test
    void aClaimIsOpenUntilItIsSettledOrWithdrawn() {
        // given
        var records = List.<JournalRecord>of(
                STARTED, claimed(1, 1), claimed(2, 1), claimed(3, 1), new Unsent(2), settled(1, 3));
        // when
        var history = StepHistory.of(records).getFirst();
        // then
        assertThat(history.open()).containsOnlyKeys(1);
        assertThat(history.sites()).containsOnlyKeys(1, 3);
        assertThat(history.claims()).isEqualTo(2);
    }

    @Test
    void aGapInTheOrderOfSettlementsIsNoJournal() {
        assertThatThrownBy(() -> StepHistory.of(List.<JournalRecord>of(STARTED, settled(2, 1))))
                .isInstanceOf(IllegalStateException.class);
    }

    private static Claimed claimed(int n, int attempt) {
        return new Claimed(site(n), EffectClass.WRITE, "key-" + n, attempt);
    }

    private static Settled settled(int k, int n) {
        return new Settled(k, site(n), new Outcome.Ok(IntNode.valueOf(n)), 1_000 + k);
    }

    private static CallSite site(int n) {
        return new CallSite(n, 0, "books", "send_email", "digest-" + n);
    }
}
