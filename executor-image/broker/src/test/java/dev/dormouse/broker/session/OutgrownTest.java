/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.dormouse.broker.gateway.Clocks;
import dev.dormouse.broker.gateway.Gateway;
import dev.dormouse.broker.journal.Journal;
import dev.dormouse.broker.state.Committer;
import dev.dormouse.broker.state.LoadResult.Stored;
import dev.dormouse.broker.state.StateStore;
import dev.dormouse.broker.task.TaskSource;
import dev.dormouse.crds.plan.TaskPlan.CodeSource;
import dev.dormouse.wire.state.Head;
import dev.dormouse.wire.state.Head.ParkReason;
import dev.dormouse.wire.state.TaskState;
import dev.dormouse.wire.state.TurnState;
import dev.dormouse.wire.state.TurnState.TurnCounters;
import dev.dormouse.wire.state.TurnState.TurnPhase;
import java.time.Duration;
import java.util.Base64;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A task that wants to keep more than its store may hold: the turn ends with the reason, and the task goes on. */
@Timeout(60)
class OutgrownTest {
    private static final int ITEMS = 12;

    private final long seed = new Random().nextLong();

    @RepeatedTest(20)
    void resultsBeyondTheBudgetEndTheTurnAndLeaveNothingBehind() throws Exception {
        // given
        System.out.println("OutgrownTest seed " + seed);
        var world = world(250_000);
        // when
        run(world, 300_000, 1);
        // then
        var turn = world.state().head().turn("outgrows").orElseThrow();
        assertThat(turn.phase()).isEqualTo(TurnPhase.FAILED);
        assertThat(turn.reason()).isEqualTo("StoreTooSmall");
        assertThat(turn.message()).contains("its store holds 292 KiB").contains("ask tools for less");
        assertThat(world.parts()).isEmpty();
        assertThat(world.state().head().park().reason()).isEqualTo(ParkReason.IDLE);
    }

    /** The claim is durable and nothing was sent; its word comes when the step is discarded already. */
    @RepeatedTest(5)
    void claimsOnTheirWayMeanwhileAreGivenUpWithTheStep() throws Exception {
        // given
        System.out.println("OutgrownTest seed " + seed);
        var world = world(400_000);
        world.slowCommits(Duration.ofMillis(25));
        // when
        run(world, 300_000, 1);
        // then
        assertThat(world.state().head().turn("outgrows").orElseThrow().reason()).isEqualTo("StoreTooSmall");
        assertThat(world.state().journal()).isEmpty();
        assertThat(world.parts()).isEmpty();
    }

    @Test
    void variablesBeyondTheBudgetEndTheTurnAndTheEarlierOnesStay() throws Exception {
        // given
        System.out.println("OutgrownTest seed " + seed);
        var world = world(0);
        // when
        run(world, 300_000, 300_001);
        // then
        assertThat(world.state().head().turn("outgrows").orElseThrow().reason()).isEqualTo("StoreTooSmall");
        assertThat(world.state().snapshot()).isNull();
        assertThat(world.parts()).isEmpty();
    }

    /** The refusal comes while the step begins. */
    @Test
    void codeBeyondTheBudgetEndsTheTurnBeforeItBegins() throws Exception {
        // given
        var world = world(0);
        // when
        run(world, 50_000, 1, new LongCode(new OneTask("outgrows"), new Random(seed)));
        // then
        assertThat(world.state().head().turn("outgrows").orElseThrow().reason()).isEqualTo("StoreTooSmall");
        assertThat(world.state().head().openStep()).isNull();
        assertThat(world.state().journal()).isEmpty();
    }

    /** The pod may die behind any commit. */
    @Test
    void aStepIsNeverDurableWithoutTheHeadThatOwnsIt() throws Exception {
        // given
        var world = world(0);
        var orphans = new AtomicInteger();
        Consumer<TaskState> commit = next -> {
            var records = Journal.of(next.journal()).records();
            if (!records.isEmpty() && next.head().openStep() == null) {
                orphans.incrementAndGet();
            }
        };
        // when
        run(
                world,
                64 << 20,
                1,
                new LongCode(new OneTask("outgrows"), new Random(seed)),
                pod -> new Watched(pod, commit));
        // then
        assertThat(world.state().head().turn("outgrows").orElseThrow().phase()).isEqualTo(TurnPhase.COMPLETED);
        assertThat(orphans).hasValue(0);
    }

    @Test
    void aResultForWhichTheHeadHasNoRoomFailsItsTurn() throws Exception {
        // given
        var world = new SimulatedWorld(new TaskState(results(33), new byte[0], null), seed, 0);
        // when
        run(world, 64 << 20, 1);
        // then
        var turn = world.state().head().turn("outgrows").orElseThrow();
        assertThat(turn.reason()).isEqualTo("StoreTooSmall");
        assertThat(turn.message()).contains("at most 512 KiB fit: return less");
    }

    @Test
    void aHeadThatIsFullTakesNoFurtherTurn() throws Exception {
        // given
        var world = new SimulatedWorld(new TaskState(results(37), new byte[0], null), seed, 0);
        // when
        run(world, 64 << 20, 1);
        // then
        assertThat(world.state().head().turn("outgrows")).isEmpty();
        assertThat(world.state().head().park().reason()).isEqualTo(ParkReason.BLOCKED);
        assertThat(world.state().head().park().message()).contains("StoreTooSmall", "new task");
    }

    /** As the longest that a turn may return. */
    private static Head results(int count) {
        var head = Head.initial("uid-1");
        for (int i = 0; i < count; i++) {
            var result = TextNode.valueOf("x".repeat(16 * 1024 - 2));
            head = head.withTurn(TurnState.running("turn-" + i, 1).completed(result, TurnCounters.ZERO, 2));
        }
        return head;
    }

    @Test
    void whatFitsIsKept() throws Exception {
        // given
        var world = world(60_000);
        // when
        run(world, 64 << 20, 299_999);
        // then
        assertThat(world.state().head().turn("outgrows").orElseThrow().phase()).isEqualTo(TurnPhase.COMPLETED);
        assertThat(world.snapshot()).hasSize(299_999);
    }

    private SimulatedWorld world(int resultBytes) {
        return new SimulatedWorld(new TaskState(Head.initial("uid-1"), new byte[0], null), seed, 0, resultBytes);
    }

    private static void run(SimulatedWorld world, long capacity, int snapshotBytes) throws InterruptedException {
        run(world, capacity, snapshotBytes, new OneTask("outgrows"));
    }

    private static void run(SimulatedWorld world, long capacity, int snapshotBytes, TaskSource source)
            throws InterruptedException {
        run(world, capacity, snapshotBytes, source, store -> store);
    }

    private static void run(
            SimulatedWorld world,
            long capacity,
            int snapshotBytes,
            TaskSource source,
            UnaryOperator<StateStore> through)
            throws InterruptedException {
        var pod = world.new Pod();
        var task = (TaskSource.Loaded.Ready) source.load();
        var committer =
                new Committer(through.apply(pod), (Stored) pod.load(), Committer.Patience.of(Duration.ofSeconds(20)));
        var settings = new Settings(1, UUID.randomUUID().toString(), true, Duration.ofMinutes(2), Clocks.system());
        try (var gateway = new Gateway(name -> pod, Clocks.system());
                var speaking =
                        Executors.newSingleThreadExecutor(Thread.ofVirtual().factory())) {
            var guest = new ScriptedGuest(ITEMS, snapshotBytes, speaking);
            var outside = pod.outside(committer, source, guest, gateway, capacity);
            try (var session = new Session(settings, outside, task)) {
                assertThat(session.run()).isInstanceOf(SessionEnd.Parked.class);
            }
        }
    }

    /** Code that no compression makes any shorter than the journal's share of the state. */
    private record LongCode(TaskSource task, Random random) implements TaskSource {
        @Override
        public Loaded load() {
            return task.load();
        }

        @Override
        public Code code(CodeSource source) {
            var noise = new byte[100_000];
            random.nextBytes(noise);
            return new Code.Text(Base64.getEncoder().encodeToString(noise));
        }

        @Override
        public void watch(Consumer<Loaded> changed) {}

        @Override
        public void close() {}
    }
}
