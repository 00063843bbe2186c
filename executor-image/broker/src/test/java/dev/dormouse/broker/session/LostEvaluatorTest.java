/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dormouse.broker.gateway.Clocks;
import dev.dormouse.broker.gateway.Gateway;
import dev.dormouse.broker.journal.Journal;
import dev.dormouse.broker.model.SendOutcome;
import dev.dormouse.broker.model.ToolServer;
import dev.dormouse.broker.session.SandboxLink.FrameSize;
import dev.dormouse.broker.state.CommitResult;
import dev.dormouse.broker.state.Committer;
import dev.dormouse.broker.state.LoadResult;
import dev.dormouse.broker.state.LoadResult.Stored;
import dev.dormouse.broker.state.StateStore;
import dev.dormouse.broker.state.Version;
import dev.dormouse.wire.frame.ToBroker;
import dev.dormouse.wire.frame.ToSandbox;
import dev.dormouse.wire.state.Head;
import dev.dormouse.wire.state.JournalRecord.Settled;
import dev.dormouse.wire.state.TaskState;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The evaluator is killed while a mail is on its way; the mail's answer finds the next one at its beginnings. */
@Timeout(60)
class LostEvaluatorTest {
    private static final FrameSize SIZE = new FrameSize(1, 1, 1);

    private final ConcurrentLinkedQueue<ToSandbox> told = new ConcurrentLinkedQueue<>();
    private final AtomicReference<SandboxLink.Listener> listener = new AtomicReference<>();
    private final AtomicReference<Runnable> held = new AtomicReference<>();
    private final CountDownLatch reopened = new CountDownLatch(1);

    @Test
    void anAnswerThatComesWhileTheNextOneOpensWaitsUntilItRuns() throws Exception {
        // given
        var world = new SimulatedWorld(new TaskState(Head.initial("uid-1"), new byte[0], null), 1, 0);
        // when
        var end = run(world.new Pod());
        // then
        assertThat(told)
                .extracting(frame -> frame.getClass().getSimpleName())
                .containsExactly("Open", "Begin", "Settle", "Open", "Begin", "Settle", "Settle", "Settle", "Finish");
        assertThat(end).isInstanceOf(SessionEnd.Parked.class);
    }

    private SessionEnd run(SimulatedWorld.Pod pod) throws InterruptedException {
        var store = new Opening(pod);
        var committer = new Committer(store, (Stored) pod.load(), Committer.Patience.of(Duration.ofSeconds(20)));
        var settings = new Settings(1, "instance", true, Duration.ofSeconds(5), Clocks.system());
        var server = new Killing(pod);
        var source = new OneTask("first");
        try (var gateway = new Gateway(name -> server, Clocks.system());
                var speaking =
                        Executors.newSingleThreadExecutor(Thread.ofVirtual().factory())) {
            var outside = pod.outside(committer, source, new Slow(new ScriptedGuest(1, speaking)), gateway);
            try (var session = new Session(settings, outside, source.load())) {
                return session.run();
            }
        }
    }

    /** Its evaluator dies with the first mail, and answers that the next one is there once it is told to. */
    private final class Slow implements SandboxLink {
        private final SandboxLink link;

        Slow(SandboxLink link) {
            this.link = link;
        }

        @Override
        public void listen(Listener to) {
            listener.set(to);
            link.listen(to);
        }

        @Override
        public void send(ToSandbox frame) {
            told.add(frame);
            if (frame instanceof ToSandbox.Open(int opening, var _, var _, var _) && opening == 2) {
                held.set(() -> link.send(frame));
                reopened.countDown();
            } else {
                link.send(frame);
            }
        }

        @Override
        public void hangUp() {}

        @Override
        public void close() {}
    }

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
                    reopened.await(5, TimeUnit.SECONDS);
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
    private final class Opening implements StateStore {
        private final StateStore store;

        Opening(StateStore store) {
            this.store = store;
        }

        @Override
        public LoadResult load() {
            return store.load();
        }

        @Override
        public CommitResult commit(TaskState next, Version expected) {
            boolean answered = Journal.of(next.journal()).records().stream()
                    .anyMatch(each -> each instanceof Settled settled
                            && settled.site().tool().equals("mail"));
            var open = answered ? held.getAndSet(null) : null;
            if (open != null) {
                open.run();
            }
            return store.commit(next, expected);
        }

        @Override
        public void close() {}
    }
}
