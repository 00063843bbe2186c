/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dormouse.broker.gateway.Clocks;
import dev.dormouse.broker.gateway.Gateway;
import dev.dormouse.broker.journal.Journal;
import dev.dormouse.broker.journal.StepHistory;
import dev.dormouse.broker.model.SendOutcome;
import dev.dormouse.broker.model.ToolServer;
import dev.dormouse.broker.state.CommitResult;
import dev.dormouse.broker.state.Committer;
import dev.dormouse.broker.state.LoadResult;
import dev.dormouse.broker.state.LoadResult.Stored;
import dev.dormouse.broker.state.StateStore;
import dev.dormouse.broker.state.StoreTooSmall;
import dev.dormouse.broker.state.Version;
import dev.dormouse.broker.task.TaskSource;
import dev.dormouse.wire.Json;
import dev.dormouse.wire.frame.ToSandbox;
import dev.dormouse.wire.state.Head;
import dev.dormouse.wire.state.Head.ParkReason;
import dev.dormouse.wire.state.JournalRecord.Unsent;
import dev.dormouse.wire.state.TaskState;
import dev.dormouse.wire.state.TurnState;
import dev.dormouse.wire.state.TurnState.TurnPhase;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A broker that lets its pod go: what it has is durable, and nothing begins that nobody would end. */
@Timeout(60)
class LeavingTest {
    private final SimulatedWorld world =
            new SimulatedWorld(new TaskState(Head.initial("uid-1"), new byte[0], null), 1, 0);
    private final SimulatedWorld.Pod pod = world.new Pod();
    private final Semaphore begun = new Semaphore(0);
    private final AtomicReference<Runnable> release = new AtomicReference<>(() -> {});

    @Test
    void aTurnThatComesWhileTheTaskParksIsLeftToTheNextPod() throws Exception {
        // given
        var source = new Changing(new OneTask("first"), () -> {});
        Consumer<TaskState> commit = next -> {
            if (next.head().park() != null) {
                source.changes(new OneTask("first", "second"));
                awaitBeginning();
            }
        };
        // when
        var end = run(source, new Watched(pod, commit));
        // then
        assertThat(end).isInstanceOf(SessionEnd.Parked.class);
        assertThat(begun.availablePermits()).isZero();
        assertThat(world.state().head().turns()).extracting(TurnState::name).containsExactly("first");
        assertThat(world.state().head().park().reason()).isEqualTo(ParkReason.IDLE);
    }

    @Test
    void askedToGoBetweenTwoTurnsItCommitsTheFirstOne() throws Exception {
        // given
        var source = new Changing(new OneTask("first", "second"), () -> {
            if (begun.availablePermits() > 0) {
                release.get().run();
            }
        });
        // when
        var end = run(source, pod);
        // then
        assertThat(end).isInstanceOf(SessionEnd.Released.class);
        assertThat(world.state().head().turn("first").orElseThrow().phase()).isEqualTo(TurnPhase.COMPLETED);
    }

    @Test
    void theTimeForAnotherTurnCountsFromTheLastOneOn() throws Exception {
        // given
        var idle = Duration.ofSeconds(3);
        var source = new Changing(new OneTask(idle, "first"), () -> {});
        var rests = new LinkedHashMap<String, Long>();
        Consumer<TaskState> commit = next -> {
            var last = next.head().turns().getLast();
            if (last.phase() == TurnPhase.COMPLETED
                    && rests.putIfAbsent(last.name(), System.nanoTime()) == null
                    && last.name().equals("first")) {
                CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS)
                        .execute(() -> source.changes(new OneTask(idle, "first", "second")));
            }
        };
        // when
        var end = run(source, new Watched(pod, commit));
        // then
        assertThat(end).isInstanceOf(SessionEnd.Parked.class);
        assertThat(rests).containsOnlyKeys("first", "second");
        assertThat(Duration.ofNanos(System.nanoTime() - rests.get("second"))).isGreaterThan(Duration.ofMillis(2_500));
    }

    @Test
    void aTurnThatNeedsOtherServersIsLeftToAPodThatCanReachThem() throws Exception {
        // given
        var source = new Changing(new OneTask(Duration.ofMinutes(1), "first"), () -> {});
        var edited = new AtomicBoolean();
        Consumer<TaskState> commit = next -> {
            if (next.head().turns().getLast().phase() == TurnPhase.COMPLETED && edited.compareAndSet(false, true)) {
                var task = new OneTask("first", "second").load().task();
                source.watcher().get().accept(new TaskSource.Loaded.Ready(task, Map.of()));
            }
        };
        // when
        var end = run(source, new Watched(pod, commit));
        // then
        assertThat(end).isInstanceOf(SessionEnd.Parked.class);
        assertThat(world.state().head().turns()).extracting(TurnState::name).containsExactly("first");
        var park = world.state().head().park();
        assertThat(park.reason()).isEqualTo(ParkReason.BLOCKED);
        assertThat(park.message()).isEqualTo("its servers have been edited; the next pod goes on with them");
        assertThat(park.wakeMillis()).isLessThanOrEqualTo(System.currentTimeMillis());
    }

    @Test
    void aServerThatWasEditedIsAnotherOneForTheNextTurn() throws Exception {
        // when
        var end = run(new Stricter(new OneTask("first", "second"), new AtomicInteger()), pod);
        // then
        assertThat(end).isInstanceOf(SessionEnd.Parked.class);
        assertThat(world.state().head().turns()).extracting(TurnState::name).containsExactly("first");
        assertThat(world.state().head().park().message())
                .isEqualTo("its servers have been edited; the next pod goes on with them");
    }

    @Test
    void aTurnThatIsWithdrawnWhileItIsPreparedDoesNotBegin() throws Exception {
        // given
        var source = new AtomicReference<Changing>();
        source.set(new Changing(new OneTask("first", "second"), () -> {
            if (begun.availablePermits() > 0) {
                source.get().changes(new OneTask("first"));
            }
        }));
        // when
        var end = run(source.get(), pod);
        // then
        assertThat(end).isInstanceOf(SessionEnd.Parked.class);
        assertThat(world.state().head().turns()).extracting(TurnState::name).containsExactly("first");
        assertThat(world.state().head().park().reason()).isEqualTo(ParkReason.IDLE);
    }

    @Test
    void aParkForWhoseWordsThereIsNoRoomIsMadeInShort() throws Exception {
        // given
        var source = new Changing(new OneTask("first"), () -> {});
        var wordy = new CutMails(pod, "cut ".repeat(1_000));
        // when
        var end = run(source, new Narrow(pod, 3_000), wordy);
        // then
        assertThat(end).isInstanceOf(SessionEnd.Parked.class);
        assertThat(world.state().head().park().reason()).isEqualTo(ParkReason.IN_DOUBT);
        assertThat(world.state().head().inDoubt())
                .isNotEmpty()
                .allSatisfy(each -> assertThat(each.message()).isEmpty());
    }

    @Test
    void givingUpASandboxThatIsGoneItHearsTheCallsInFlightOut() throws Exception {
        // given
        var patience = Duration.ofSeconds(4);
        var ended = new CountDownLatch(1);
        try (var speaking = Executors.newSingleThreadExecutor(Thread.ofVirtual().factory())) {
            var sandbox = new ScriptedGuest(1, speaking);
            var slow = new Mailing(pod, () -> {
                sandbox.depart();
                ended.await(patience.toMillis() + 1_000, TimeUnit.MILLISECONDS);
            });
            // when
            var end = run(new Changing(new OneTask("first"), () -> {}), pod, slow, sandbox, patience);
            ended.countDown();
            // then
            assertThat(end).isInstanceOf(SessionEnd.SandboxMissing.class);
            assertThat(StepHistory.of(pod.durable().records()).getLast().open()).isEmpty();
        }
    }

    /** The broker may die before either ends; what never left must not be in doubt then. */
    @Test
    void aClaimThatReachedNobodyIsTakenBackWhileAnotherHangs() throws Exception {
        // given
        var open = new AtomicReference<Set<Integer>>(Set.of());
        var takenBack = new CountDownLatch(1);
        var server = new OneHangs(pod, takenBack, new AtomicInteger());
        Consumer<TaskState> commit = next -> {
            var records = Journal.of(next.journal()).records();
            if (!records.isEmpty() && records.getLast() instanceof Unsent) {
                open.set(StepHistory.of(records).getLast().open().keySet());
                takenBack.countDown();
            }
        };
        // when
        run(new Changing(new OneTask("first"), () -> {}), new Watched(pod, commit), server);
        // then
        assertThat(open.get()).hasSize(1);
    }

    /** Of a second step; the first one is over. */
    private void awaitBeginning() {
        try {
            begun.acquire();
            if (begun.tryAcquire(300, TimeUnit.MILLISECONDS)) {
                begun.release(2);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private SessionEnd run(TaskSource source, StateStore store) throws InterruptedException {
        return run(source, store, pod);
    }

    private SessionEnd run(TaskSource source, StateStore store, ToolServer server) throws InterruptedException {
        try (var speaking = Executors.newSingleThreadExecutor(Thread.ofVirtual().factory())) {
            var guest = new Overheard(new ScriptedGuest(2, speaking), telling(begun));
            return run(source, store, server, guest, Duration.ofMinutes(2));
        }
    }

    private SessionEnd run(TaskSource source, StateStore store, ToolServer server, SandboxLink guest, Duration patience)
            throws InterruptedException {
        var committer = new Committer(store, (Stored) pod.load(), Committer.Patience.of(Duration.ofSeconds(20)));
        var settings = new Settings(1, "instance", true, patience, Clocks.system());
        try (var gateway = new Gateway(name -> server, Clocks.system())) {
            var outside = pod.outside(committer, source, guest, gateway);
            try (var session = new Session(settings, outside, (TaskSource.Loaded.Ready) source.load())) {
                release.set(session::release);
                return session.run();
            }
        }
    }

    /** Has room for a head of so many bytes. */
    private record Narrow(StateStore store, int headBytes) implements StateStore {
        @Override
        public LoadResult load() {
            return store.load();
        }

        @Override
        public CommitResult commit(TaskState next, Version expected) {
            int bytes = Json.bytes(next.head()).length;
            return bytes > headBytes
                    ? new CommitResult.TooLarge(new StoreTooSmall(bytes, headBytes))
                    : store.commit(next, expected);
        }

        @Override
        public void close() {}
    }

    /** Cuts the answer of each mail, and has much to say about it. */
    private record CutMails(ToolServer server, String why) implements ToolServer {
        @Override
        public List<ToolDescription> listTools() throws ServerUnavailableException {
            return server.listTools();
        }

        @Override
        public SendOutcome send(ToolRequest request) {
            return request.tool().equals("mail") ? new SendOutcome.Unknown(why) : server.send(request);
        }

        @Override
        public void close() {}
    }

    /** Something happens while a mail is on its way. */
    private record Mailing(ToolServer server, Happening meanwhile) implements ToolServer {
        interface Happening {
            void happens() throws InterruptedException;
        }

        @Override
        public List<ToolDescription> listTools() throws ServerUnavailableException {
            return server.listTools();
        }

        @Override
        public SendOutcome send(ToolRequest request) {
            if (request.tool().equals("mail")) {
                try {
                    meanwhile.happens();
                } catch (InterruptedException e) {
                    return new SendOutcome.Unknown("interrupted");
                }
            }
            return server.send(request);
        }

        @Override
        public void close() {}
    }

    /** The first mail hangs, for a while at most; the second reaches nobody at its first try. */
    private record OneHangs(ToolServer server, CountDownLatch until, AtomicInteger mails) implements ToolServer {
        @Override
        public List<ToolDescription> listTools() throws ServerUnavailableException {
            return server.listTools();
        }

        @Override
        public SendOutcome send(ToolRequest request) {
            int mail = request.tool().equals("mail") ? mails.incrementAndGet() : 0;
            if (mail == 2) {
                return new SendOutcome.NotSent("gone");
            }
            if (mail == 1) {
                try {
                    until.await(3, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    return new SendOutcome.Unknown("interrupted");
                }
            }
            return server.send(request);
        }

        @Override
        public void close() {}
    }

    private static Consumer<ToSandbox> telling(Semaphore begun) {
        return frame -> {
            if (frame instanceof ToSandbox.Begin) {
                begun.release();
            }
        };
    }
}
