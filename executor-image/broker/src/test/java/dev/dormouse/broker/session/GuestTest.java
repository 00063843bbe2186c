/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.NullNode;
import dev.dormouse.broker.blob.BlobTransfer;
import dev.dormouse.broker.gateway.Clocks;
import dev.dormouse.broker.journal.StepHistory;
import dev.dormouse.broker.session.SandboxLink.FrameSize;
import dev.dormouse.broker.state.Committer;
import dev.dormouse.broker.state.LoadResult.Stored;
import dev.dormouse.wire.StepId;
import dev.dormouse.wire.frame.ToBroker;
import dev.dormouse.wire.frame.ToSandbox;
import dev.dormouse.wire.state.Head;
import dev.dormouse.wire.state.JournalRecord.StepStarted;
import dev.dormouse.wire.state.TaskState;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class GuestTest {
    private static final FrameSize SIZE = new FrameSize(1, 1, 1);

    private final Loop loop = new Loop();
    private final Sandbox sandbox = new Sandbox();

    @Test
    void aSandboxThatFallsSilentInAReplayIsHungUp() throws Exception {
        // given
        var guest =
                guest(Duration.ofSeconds(3), List.of(new StepStarted(new StepId("t", 1), "", List.of(), 1, 1, "e")));
        // when
        loop.post(guest::start);
        sandbox.does(loop, to -> {
            to.received(new ToBroker.Hello("e", 0), SIZE);
            to.received(new ToBroker.Opened(1, List.of()), SIZE);
        });
        // then
        assertThat(loop.run()).isEqualTo(new SessionEnd.Fenced("the sandbox broke the protocol: no answer within 3 s"));
        assertThat(sandbox.hungUp).isTrue();
        loop.close();
    }

    @Test
    void anAnswerOfASandboxThatWasGivenUpIsPassedOver() throws Exception {
        // given
        var guest = guest(Duration.ofMinutes(1), List.of());
        loop.post(guest::start);
        // when
        sandbox.does(loop, to -> {
            to.received(new ToBroker.Hello("e", 0), SIZE);
            to.violated("a lie");
            to.received(new ToBroker.Opened(1, List.of()), SIZE);
            loop.exit(new SessionEnd.Released());
        });
        // then
        assertThat(loop.run()).isInstanceOf(SessionEnd.Released.class);
        assertThat(guest.ready()).isFalse();
        loop.close();
    }

    private Guest guest(Duration patience, List<StepStarted> tail) throws InterruptedException {
        var world = new SimulatedWorld(new TaskState(Head.initial("uid-1"), new byte[0], null), 1, 0);
        var pod = world.new Pod();
        var transfer = new BlobTransfer(pod, new BlobTransfer.Patience(Duration.ofSeconds(1), Duration.ofSeconds(1)));
        var committer = new Committer(pod, (Stored) pod.load(), Committer.Patience.of(Duration.ofSeconds(20)));
        var ledger = new Ledger(
                new Ledger.Ports(loop, committer, Clocks.system(), transfer, StoreLimits.NONE, why -> {}),
                (Restored.Whole) Restored.of(committer.state(), transfer));
        var restore = new Guest.Restore(
                new ToSandbox.Task("n", "t", "u"),
                NullNode.getInstance(),
                null,
                StepHistory.of(List.copyOf(tail)),
                ledger,
                new Results(loop, ledger, transfer));
        return new Guest(
                loop, new Guest.Connection(sandbox, patience, Duration.ofMillis(10)), () -> restore, new Ends());
    }

    /** The end of the loop says what the session would hear. */
    private final class Ends implements Guest.Events {
        @Override
        public void ready() {}

        @Override
        public void printed(String text) {}

        @Override
        public void lost(ToBroker.LossReason reason, String message) {
            loop.exit(new SessionEnd.StoreUnreachable(message));
        }

        @Override
        public void missing(String why) {
            loop.exit(new SessionEnd.SandboxMissing(why));
        }

        @Override
        public void violated(String why) {
            if (sandbox.hungUp) {
                loop.exit(new SessionEnd.Fenced(why));
            }
        }

        @Override
        public void confined(int landlock) {}

        @Override
        public void unconfined(String why) {}

        @Override
        public void diverged(String why) {}
    }

    /** Says what it is made to say and nothing else. */
    private static final class Sandbox implements SandboxLink {
        private @Nullable Listener listener;
        private boolean hungUp;

        /** Once somebody listens. */
        void does(Loop loop, Consumer<Listener> what) {
            loop.post(() -> Thread.ofVirtual().start(() -> what.accept(Objects.requireNonNull(listener))));
        }

        @Override
        public void listen(Listener to) {
            listener = to;
        }

        @Override
        public void send(ToSandbox frame) {}

        @Override
        public void hangUp() {
            hungUp = true;
        }

        @Override
        public void close() {}
    }
}
