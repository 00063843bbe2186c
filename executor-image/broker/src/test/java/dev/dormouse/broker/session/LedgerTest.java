/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.BinaryNode;
import dev.dormouse.broker.blob.BlobTransfer;
import dev.dormouse.broker.blob.PartStore;
import dev.dormouse.broker.gateway.Clocks;
import dev.dormouse.broker.journal.StepHistory;
import dev.dormouse.broker.state.Committer;
import dev.dormouse.broker.state.LoadResult.Stored;
import dev.dormouse.broker.state.Pace;
import dev.dormouse.broker.state.StoreTooSmall;
import dev.dormouse.wire.Outcome;
import dev.dormouse.wire.PackedOutcome;
import dev.dormouse.wire.StepId;
import dev.dormouse.wire.state.Head;
import dev.dormouse.wire.state.JournalRecord;
import dev.dormouse.wire.state.JournalRecord.CallSite;
import dev.dormouse.wire.state.JournalRecord.Settled;
import dev.dormouse.wire.state.JournalRecord.StepStarted;
import dev.dormouse.wire.state.PartName;
import dev.dormouse.wire.state.TaskState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LedgerTest {
    private final SimulatedWorld world =
            new SimulatedWorld(new TaskState(Head.initial("uid-1"), new byte[0], null), 1, 0);
    private final Random random = new Random(1);

    /** A segment is on its way, the journal is full, and a result is stored already that waits for room in it. */
    @Test
    void whatIsStoredIsNamedWhileItsRecordWaitsForRoom() throws Exception {
        // given
        var parts = new OneAtATime(world.new Pod());
        var loop = new Loop();
        var ledger = ledger(loop, parts);
        var results = new Results(loop, ledger, transfer(parts));
        loop.post(() -> {
            ledger.append(new StepStarted(new StepId("turn", 1), "", List.of(), 1, 1, "engine"));
            for (int k = 1; k <= 30; k++) {
                ledger.append(settled(k, noise(15_000)));
            }
            results.keep(noise(100_000), kept -> ledger.append(new Settled(31, site(31), null, kept.blob(), 1)));
        });
        // when
        loop.post(() -> commitUntilFilled(loop, ledger, parts));
        loop.run();
        // then
        assertThat(world.state().head().blobs().live()).containsAll(parts.second());
        loop.close();
    }

    @Test
    void aRefusedResultLeavesTheSegmentAloneThatIsOnItsWay() throws Exception {
        // given
        var parts = new OneAtATime(world.new Pod());
        var loop = new Loop();
        var refused = new ArrayList<StoreTooSmall>();
        var ledger = ledger(loop, parts, new StoreLimits(300_000, Pace.Limits.NONE), refused::add);
        var results = new Results(loop, ledger, transfer(parts));
        loop.post(() -> {
            ledger.append(new StepStarted(new StepId("turn", 1), "", List.of(), 1, 1, "engine"));
            for (int k = 1; k <= 5; k++) {
                ledger.append(settled(k, noise(15_000)));
            }
            results.keep(noise(400_000), kept -> {});
            ledger.append(settled(6, noise(15_000)));
        });
        // when
        loop.post(() -> commitUntilSealed(loop, ledger, parts, 20));
        loop.run();
        // then
        assertThat(refused).hasSize(1);
        assertThat(StepHistory.of(world.new Pod().durable().records()))
                .singleElement()
                .satisfies(step ->
                        assertThat(step.settlements()).extracting(Settled::k).containsExactly(1, 2, 3, 4, 5, 6));
        loop.close();
    }

    /** @param before the first put ends: enough for another one to overtake it */
    private void commitUntilSealed(Loop loop, Ledger ledger, OneAtATime parts, int before) {
        if (before == 0) {
            parts.letGo();
        }
        ledger.commit(lease -> {
            var blobs = world.state().head().blobs();
            if (blobs.wanted().isEmpty() && !blobs.segments().isEmpty()) {
                loop.exit(new SessionEnd.Released());
            } else {
                loop.post(() -> commitUntilSealed(loop, ledger, parts, before - 1));
            }
        });
    }

    private void commitUntilFilled(Loop loop, Ledger ledger, OneAtATime parts) {
        ledger.commit(lease -> {
            var second = parts.second();
            if (second.isEmpty() || world.state().head().blobs().wanted().containsAll(second)) {
                loop.post(() -> commitUntilFilled(loop, ledger, parts));
            } else {
                loop.exit(new SessionEnd.Released());
            }
        });
    }

    private Ledger ledger(Loop loop, PartStore parts) throws InterruptedException {
        return ledger(loop, parts, StoreLimits.NONE, why -> {});
    }

    private Ledger ledger(Loop loop, PartStore parts, StoreLimits limits, Consumer<StoreTooSmall> tooSmall)
            throws InterruptedException {
        var pod = world.new Pod();
        var committer = new Committer(pod, (Stored) pod.load(), Committer.Patience.of(Duration.ofSeconds(20)));
        var ports = new Ledger.Ports(loop, committer, Clocks.system(), transfer(parts), limits, tooSmall);
        return new Ledger(ports, (Restored.Whole) Restored.of(committer.state(), transfer(parts)));
    }

    private static BlobTransfer transfer(PartStore parts) {
        return new BlobTransfer(parts, new BlobTransfer.Patience(Duration.ofSeconds(20), Duration.ofSeconds(20)));
    }

    private Outcome noise(int bytes) {
        var noise = new byte[bytes];
        random.nextBytes(noise);
        return new Outcome.Ok(BinaryNode.valueOf(noise));
    }

    private static JournalRecord settled(int k, Outcome outcome) {
        return new Settled(k, site(k), PackedOutcome.of(outcome), null, 1);
    }

    private static CallSite site(int n) {
        return new CallSite(n, 0, "books", "read", "digest");
    }

    /** Ends no first put before it is told to, so that no segment is stored until then. */
    private record OneAtATime(PartStore store, State state) implements PartStore {
        private static final class State {
            private final CountDownLatch go = new CountDownLatch(1);
            private @Nullable PartName first;
            private volatile Set<PartName> second = Set.of();
        }

        OneAtATime(PartStore store) {
            this(store, new State());
        }

        Set<PartName> second() {
            return state.second;
        }

        void letGo() {
            state.go.countDown();
        }

        @Override
        public int partBytes() {
            return 1024 * 1024;
        }

        @Override
        public PutResult put(PartName part, byte[] bytes) {
            synchronized (state) {
                if (state.first == null) {
                    state.first = part;
                }
            }
            if (part.equals(state.first)) {
                hang();
            }
            var result = store.put(part, bytes);
            state.second = Set.of(part);
            return result;
        }

        private void hang() {
            try {
                state.go.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public GetResult get(PartName part) {
            return store.get(part);
        }

        @Override
        public void retain(Set<PartName> named) {
            store.retain(named);
        }
    }
}
