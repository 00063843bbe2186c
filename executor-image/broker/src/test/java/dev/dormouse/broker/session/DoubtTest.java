/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dormouse.broker.gateway.Clocks;
import dev.dormouse.broker.gateway.Gateway;
import dev.dormouse.broker.journal.Journal;
import dev.dormouse.broker.model.SendOutcome;
import dev.dormouse.broker.model.ToolServer;
import dev.dormouse.broker.state.Committer;
import dev.dormouse.broker.state.LoadResult.Stored;
import dev.dormouse.broker.task.TaskSource;
import dev.dormouse.crds.plan.TaskPlan;
import dev.dormouse.crds.plan.TaskPlan.CodeSource;
import dev.dormouse.wire.EffectClass;
import dev.dormouse.wire.Json;
import dev.dormouse.wire.StepId;
import dev.dormouse.wire.frame.ToSandbox;
import dev.dormouse.wire.state.Head;
import dev.dormouse.wire.state.Head.InDoubt;
import dev.dormouse.wire.state.Head.OpenStep;
import dev.dormouse.wire.state.Head.ParkReason;
import dev.dormouse.wire.state.JournalRecord.CallSite;
import dev.dormouse.wire.state.JournalRecord.Claimed;
import dev.dormouse.wire.state.JournalRecord.StepStarted;
import dev.dormouse.wire.state.TaskState;
import dev.dormouse.wire.state.TurnState;
import dev.dormouse.wire.state.TurnState.TurnPhase;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DoubtTest {
    private static final StepId STEP = new StepId("remind", 1);

    private final ConcurrentLinkedQueue<ToSandbox> told = new ConcurrentLinkedQueue<>();

    @Test
    void aLaterTryThatReachesNobodyTakesNoDoubtAway() throws Exception {
        // given
        var world = new SimulatedWorld(new TaskState(Head.initial("uid-1"), new byte[0], null), 1, 0);
        var pod = world.new Pod();
        // when
        run(pod, new CutThenGone(pod, new AtomicInteger()), new OneTask("remind"));
        // then
        assertThat(told)
                .anySatisfy(frame -> assertThat(Json.text(frame))
                        .contains("no answer after 6 tries: gone; an earlier try may have arrived"));
    }

    @Test
    void aTaskCancelledBetweenPodsNamesWhatTheLastOneMayHaveDone() throws Exception {
        // given
        var world = leftBehind(EffectClass.WRITE, "mail", 1);
        var pod = world.new Pod();
        // when
        run(pod, pod, new Cancelled(new OneTask("remind")));
        // then
        assertThat(world.state().head().inDoubt())
                .containsExactly(new InDoubt(STEP, 1, "books", "mail", "its pod ended before an answer was recorded"));
    }

    @Test
    void aStepThatCrashesPodAfterPodStillStopsForItsWrite() throws Exception {
        // given
        var world = leftBehind(EffectClass.WRITE, "mail", 4);
        var pod = world.new Pod();
        // when
        run(pod, pod, new OneTask("remind"));
        // then
        var head = world.state().head();
        assertThat(head.inDoubt())
                .containsExactly(new InDoubt(STEP, 1, "books", "mail", "its pod ended before an answer was recorded"));
        assertThat(head.park().reason()).isEqualTo(ParkReason.IN_DOUBT);
        assertThat(head.park().message()).startsWith("call 1 of turn remind, books.mail, may or may not have happened");
        assertThat(head.turn("remind").orElseThrow().phase()).isEqualTo(TurnPhase.RUNNING);
    }

    @Test
    void aStepThatCrashesPodAfterPodFailsAndNamesWhatMayBeRepeated() throws Exception {
        // given
        var world = leftBehind(EffectClass.IDEMPOTENT, "log", 4);
        var pod = world.new Pod();
        // when
        run(pod, pod, new OneTask("remind"));
        // then
        var turn = world.state().head().turn("remind").orElseThrow();
        assertThat(turn.reason()).isEqualTo("StepCrashed");
        assertThat(turn.message()).contains("; in doubt: call 1 of turn remind, books.log");
    }

    /** A pod claimed this call and died; so did others since, without progress. */
    private static SimulatedWorld leftBehind(EffectClass effect, String tool, int attempts) {
        var journal = Journal.of(new byte[0]);
        journal.append(new StepStarted(STEP, "", List.of(), 1, 1, "scripted 1"));
        journal.append(new Claimed(new CallSite(1, 0, "books", tool, "digest"), effect, "key", 1));
        var head =
                Head.initial("uid-1").withTurn(TurnState.running("remind", 1)).at(new OpenStep(STEP, attempts));
        return new SimulatedWorld(new TaskState(head, journal.bytes(), null), 1, 0);
    }

    private void run(SimulatedWorld.Pod pod, ToolServer server, TaskSource source) throws InterruptedException {
        var committer = new Committer(pod, (Stored) pod.load(), Committer.Patience.of(Duration.ofSeconds(20)));
        var settings = new Settings(1, "instance", true, Duration.ofMinutes(2), Clocks.system());
        try (var gateway = new Gateway(name -> server, Clocks.system());
                var speaking =
                        Executors.newSingleThreadExecutor(Thread.ofVirtual().factory())) {
            var guest = new Overheard(new ScriptedGuest(1, speaking), told::add);
            var outside = pod.outside(committer, source, guest, gateway);
            try (var session = new Session(settings, outside, (TaskSource.Loaded.Ready) source.load())) {
                assertThat(session.run()).isInstanceOf(SessionEnd.Parked.class);
            }
        }
    }

    /** Cuts the first answer of an idempotent tool and is not there from then on. */
    private record CutThenGone(ToolServer server, AtomicInteger logs) implements ToolServer {
        @Override
        public List<ToolDescription> listTools() throws ServerUnavailableException {
            return server.listTools();
        }

        @Override
        public SendOutcome send(ToolRequest request) {
            if (!request.tool().equals("log")) {
                return server.send(request);
            }
            return logs.getAndIncrement() == 0 ? new SendOutcome.Unknown("cut") : new SendOutcome.NotSent("gone");
        }

        @Override
        public void close() {}
    }

    private record Cancelled(OneTask task) implements TaskSource {
        @Override
        public Loaded load() {
            var ready = task.load();
            var plan = ready.task();
            return new Loaded.Ready(
                    new TaskPlan(
                            plan.ref(),
                            plan.generation(),
                            plan.runtime(),
                            plan.inputs(),
                            plan.tools(),
                            plan.turns(),
                            TaskPlan.DesiredState.CANCELLED,
                            plan.limits(),
                            plan.idle()),
                    ready.servers());
        }

        @Override
        public Code code(CodeSource source) {
            return task.code(source);
        }

        @Override
        public void watch(Consumer<Loaded> changed) {}

        @Override
        public void close() {}
    }
}
