/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.dormouse.broker.gateway.Clocks;
import dev.dormouse.broker.gateway.Gateway;
import dev.dormouse.broker.journal.Digests;
import dev.dormouse.broker.journal.Journal;
import dev.dormouse.broker.journal.StepHistory;
import dev.dormouse.broker.model.SendOutcome;
import dev.dormouse.broker.model.ToolServer;
import dev.dormouse.broker.session.SandboxLink.FrameSize;
import dev.dormouse.broker.state.Committer;
import dev.dormouse.broker.state.LoadResult.Stored;
import dev.dormouse.wire.Outcome;
import dev.dormouse.wire.PackedOutcome;
import dev.dormouse.wire.StepId;
import dev.dormouse.wire.frame.Completion;
import dev.dormouse.wire.frame.ToBroker;
import dev.dormouse.wire.frame.ToSandbox;
import dev.dormouse.wire.state.Head;
import dev.dormouse.wire.state.JournalRecord.CallSite;
import dev.dormouse.wire.state.JournalRecord.Settled;
import dev.dormouse.wire.state.JournalRecord.StepEnded;
import dev.dormouse.wire.state.JournalRecord.StepStarted;
import dev.dormouse.wire.state.TaskState;
import dev.dormouse.wire.state.TurnState;
import dev.dormouse.wire.state.TurnState.TurnCounters;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiPredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The evaluator is killed while a mail is on its way, whose answer finds the next one at its beginnings. */
@Timeout(60)
class LostEvaluatorTest {
    private static final FrameSize SIZE = new FrameSize(1, 1, 1);
    private static final StepId TAIL = new StepId("earlier", 1);
    private static final JsonNode ITEM = JsonNodeFactory.instance.objectNode().put("item", 0);

    private final ConcurrentLinkedQueue<ToSandbox> told = new ConcurrentLinkedQueue<>();
    private final AtomicReference<SandboxLink.Listener> listener = new AtomicReference<>();
    private final AtomicReference<Runnable> held = new AtomicReference<>();
    private final CountDownLatch answer = new CountDownLatch(1);

    @Test
    void anAnswerThatComesWhileTheNextOneOpensWaitsUntilItRuns() throws Exception {
        // given
        var world = new SimulatedWorld(new TaskState(Head.initial("uid-1"), new byte[0], null), 1, 0);
        // when
        var end = run(world.new Pod(), (next, frame) -> {
            boolean holds = frame instanceof ToSandbox.Open(int opening, var _, var _, var _) && opening == 2;
            if (holds) {
                held.set(() -> next.send(frame));
                answer.countDown();
            }
            return holds;
        });
        // then
        assertThat(told)
                .extracting(frame -> frame.getClass().getSimpleName())
                .containsExactly("Open", "Begin", "Settle", "Open", "Begin", "Settle", "Settle", "Settle", "Finish");
        assertThat(end).isInstanceOf(SessionEnd.Parked.class);
    }

    /** An earlier step runs otherwise than it did, but only in the next evaluator. */
    @Test
    void aTailThatDivergesWaitsForTheCallsInFlight() throws Exception {
        // given
        var world = new SimulatedWorld(withTail(), 1, 0);
        var pod = world.new Pod();
        // when
        var end = run(pod, (next, frame) -> {
            boolean diverges = frame instanceof ToSandbox.Begin begin
                    && begin.step().equals(TAIL)
                    && told.stream().filter(frame::equals).count() == 2;
            if (diverges) {
                Thread.ofVirtual().start(() -> {
                    listener.get().received(new ToBroker.Called(1, 0, "books", "other", ITEM), SIZE);
                    answer.countDown();
                });
            }
            return diverges;
        });
        // then
        assertThat(end).isInstanceOf(SessionEnd.Parked.class);
        assertThat(world.state().head().park().message()).startsWith("RestoreIncomplete: call 1 was ");
        assertThat(StepHistory.of(pod.durable().records()).getLast().open()).isEmpty();
    }

    private static TaskState withTail() {
        var journal = Journal.of(new byte[0]);
        journal.append(new StepStarted(TAIL, "", List.of(), 1, 1, "scripted 1"));
        for (var tool : List.of("read", "mail", "log")) {
            int k = journal.size();
            var site = new CallSite(k, k - 1, "books", tool, Digests.ofArguments(ITEM));
            journal.append(new Settled(k, site, PackedOutcome.of(new Outcome.Ok(ITEM)), null, 1));
        }
        journal.append(new StepEnded(new Completion.Returned(IntNode.valueOf(1))));
        var earlier = TurnState.running(TAIL.turn(), 1).completed(IntNode.valueOf(1), TurnCounters.ZERO, 1);
        return new TaskState(Head.initial("uid-1").withTurn(earlier).withTail(TAIL), journal.bytes(), null);
    }

    private SessionEnd run(SimulatedWorld.Pod pod, BiPredicate<SandboxLink, ToSandbox> instead)
            throws InterruptedException {
        var store = new Watched(pod, this::open);
        var committer = new Committer(store, (Stored) pod.load(), Committer.Patience.of(Duration.ofSeconds(20)));
        var settings = new Settings(1, "instance", true, Duration.ofSeconds(5), Clocks.system());
        var server = new Killing(pod);
        var source = new OneTask("first");
        try (var gateway = new Gateway(name -> server, Clocks.system());
                var speaking =
                        Executors.newSingleThreadExecutor(Thread.ofVirtual().factory())) {
            var outside = pod.outside(committer, source, new Odd(new ScriptedGuest(1, speaking), instead), gateway);
            try (var session = new Session(settings, outside, source.load())) {
                return session.run();
            }
        }
    }

    /** Something else is done instead of some of what it is told. */
    private final class Odd implements SandboxLink {
        private final SandboxLink link;
        private final BiPredicate<SandboxLink, ToSandbox> instead;

        Odd(SandboxLink link, BiPredicate<SandboxLink, ToSandbox> instead) {
            this.link = link;
            this.instead = instead;
        }

        @Override
        public void listen(Listener to) {
            listener.set(to);
            link.listen(to);
        }

        @Override
        public void send(ToSandbox frame) {
            told.add(frame);
            if (!instead.test(link, frame)) {
                link.send(frame);
            }
        }

        @Override
        public void hangUp() {}

        @Override
        public void close() {}
    }

    /** Kills the evaluator with the mail that comes to it. */
    private final class Killing implements ToolServer {
        private final ToolServer server;

        Killing(ToolServer server) {
            this.server = server;
        }

        @Override
        public List<ToolDescription> listTools() throws ServerUnavailableException {
            return server.listTools();
        }

        @Override
        public SendOutcome send(ToolRequest request) {
            if (request.tool().equals("mail")) {
                listener.get().received(new ToBroker.Lost(ToBroker.LossReason.CRASH, "killed"), SIZE);
                try {
                    answer.await(5, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    return new SendOutcome.Unknown("interrupted");
                }
            }
            return server.send(request);
        }

        @Override
        public void close() {}
    }

    /** Lets the next evaluator be there once the mail's answer is about to be durable. */
    private void open(TaskState next) {
        boolean answered = Journal.of(next.journal()).records().stream()
                .anyMatch(each ->
                        each instanceof Settled settled && settled.site().tool().equals("mail"));
        var open = answered ? held.getAndSet(null) : null;
        if (open != null) {
            open.run();
        }
    }
}
