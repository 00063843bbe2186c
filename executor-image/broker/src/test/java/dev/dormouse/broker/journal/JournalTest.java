/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.dormouse.wire.EffectClass;
import dev.dormouse.wire.Outcome;
import dev.dormouse.wire.PackedOutcome;
import dev.dormouse.wire.StepId;
import dev.dormouse.wire.frame.Completion;
import dev.dormouse.wire.state.BlobRef;
import dev.dormouse.wire.state.JournalRecord;
import dev.dormouse.wire.state.JournalRecord.CallSite;
import dev.dormouse.wire.state.JournalRecord.Claimed;
import dev.dormouse.wire.state.JournalRecord.Discarded;
import dev.dormouse.wire.state.JournalRecord.Settled;
import dev.dormouse.wire.state.JournalRecord.StepEnded;
import dev.dormouse.wire.state.JournalRecord.StepStarted;
import dev.dormouse.wire.state.JournalRecord.Unsent;
import dev.dormouse.wire.state.PartName;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
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
    void aDiscardedStepIsNoHistoryAndTheTailBeforeItIs() {
        // given
        var records = List.<JournalRecord>of(STARTED, settled(1, 1), STARTED, claimed(1, 1), new Discarded(), STARTED);
        // when
        var histories = StepHistory.of(records);
        // then
        assertThat(histories).hasSize(2);
        assertThat(histories.getFirst().settlements()).containsExactly(settled(1, 1));
        assertThat(histories.getLast().open()).isEmpty();
        assertThat(histories.getLast().start()).isEqualTo(5);
    }

    @Test
    void aJournalInSegmentsReadsAsOneAndItsLastSegmentGrowsUntilItIsLarge() {
        // given
        var journal = Journal.of(new byte[0]);
        var stored = new HashMap<BlobRef, byte[]>();
        // when
        for (int i = 1; i <= 40; i++) {
            journal.append(i == 1 ? STARTED : noisy(i - 1));
            if (i % 3 == 0) {
                var segment = journal.nextSegment();
                journal.append(new Unsent(i));
                var ref = new BlobRef("digest " + i, segment.content().length, List.of(new PartName(1, i)));
                stored.put(ref, segment.content());
                assertThat(journal.sealed(segment, ref)).isTrue();
            }
        }
        // then
        var segments = journal.segments();
        var contents = segments.stream().map(stored::get).toList();
        assertThat(segments).hasSizeBetween(2, 4);
        assertThat(contents.subList(0, contents.size() - 1))
                .allSatisfy(each -> assertThat(each).hasSizeGreaterThan(Journal.SMALL_SEGMENT));
        assertThat(Journal.of(segments, contents, journal.bytes()).records()).isEqualTo(journal.records());
        assertThat(journal.blobs()).containsExactlyElementsOf(segments);
    }

    @Test
    void aSegmentOfAJournalThatWasClearedMeanwhileIsNobodys() {
        // given
        var journal = Journal.of(new byte[0]);
        journal.append(STARTED);
        journal.append(noisy(1));
        var segment = journal.nextSegment();
        journal.clear();
        journal.append(STARTED);
        journal.append(noisy(1));
        // when
        var taken = journal.sealed(segment, new BlobRef("d", 1, List.of(new PartName(1, 1))));
        // then
        assertThat(taken).isFalse();
        assertThat(Journal.of(journal.bytes()).records()).containsExactlyElementsOf(journal.records());
    }

    @Test
    void aRecordOutsideOfAnyStepIsRefused() {
        // given
        var journal = Journal.of(new byte[0]);
        // then
        assertThatIllegalStateException().isThrownBy(() -> journal.append(noisy(1)));
        // given
        journal.append(STARTED);
        journal.append(new Discarded());
        // then
        assertThatIllegalStateException().isThrownBy(() -> journal.append(noisy(1)));
        assertThat(journal.records()).hasSize(2);
    }

    @Test
    void aLargeResultIsNamedUntilItsJournalIsCleared() {
        // given
        var journal = Journal.of(new byte[0]);
        var ref = new BlobRef("digest", 40_000, List.of(new PartName(2, 1), new PartName(2, 2)));
        // when
        journal.append(STARTED);
        journal.append(new Settled(1, site(1), null, ref, 1_001));
        // then
        assertThat(journal.blobs()).containsExactly(ref);
        assertThat(Journal.of(journal.bytes()).blobs()).containsExactly(ref);
        journal.clear();
        assertThat(journal.blobs()).isEmpty();
    }

    /** About 32 KiB that don't compress. */
    private static Settled noisy(int k) {
        var noise = new byte[32 * 1024];
        new Random(k).nextBytes(noise);
        return new Settled(
                k,
                site(k),
                PackedOutcome.of(new Outcome.Ok(TextNode.valueOf(HexFormat.of().formatHex(noise)))),
                null,
                1_000 + k);
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
        return new Settled(k, site(n), PackedOutcome.of(new Outcome.Ok(IntNode.valueOf(n))), null, 1_000 + k);
    }

    private static CallSite site(int n) {
        return new CallSite(n, 0, "books", "send_email", "digest-" + n);
    }
}
