/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dormouse.broker.gateway.Clocks;
import dev.dormouse.broker.gateway.Gateway;
import dev.dormouse.broker.state.Committer;
import dev.dormouse.broker.state.LoadResult.Stored;
import dev.dormouse.broker.task.TaskSource;
import dev.dormouse.crds.plan.TaskPlan.CodeSource;
import dev.dormouse.wire.state.Head;
import dev.dormouse.wire.state.TaskState;
import dev.dormouse.wire.state.TurnState;
import dev.dormouse.wire.state.TurnState.TurnPhase;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EndedTurnTest {
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final SimulatedWorld world =
            new SimulatedWorld(new TaskState(Head.initial("uid-1"), new byte[0], null), 1, 0);

    /** Long before its limit: by default that is an hour, and a turn may have a journal of 64 MiB. */
    @Test
    void nothingOfItIsKept() throws Exception {
        // given
        var source = new Weakly(new OneTask(Duration.ofMinutes(1), "first", "second"), new ConcurrentLinkedQueue<>());
        // when
        boolean forgotten = run(source);
        // then
        assertThat(world.state().head().turns())
                .extracting(TurnState::phase)
                .containsExactly(TurnPhase.COMPLETED, TurnPhase.COMPLETED);
        assertThat(forgotten).isTrue();
    }

    private boolean run(Weakly source) throws InterruptedException {
        var pod = world.new Pod();
        var committer = new Committer(pod, (Stored) pod.load(), Committer.Patience.of(Duration.ofSeconds(20)));
        var settings = new Settings(1, "instance", true, PATIENCE, Clocks.system());
        try (var gateway = new Gateway(name -> pod, Clocks.system());
                var speaking =
                        Executors.newSingleThreadExecutor(Thread.ofVirtual().factory())) {
            var outside = pod.outside(committer, source, new ScriptedGuest(1, speaking), gateway);
            try (var session = new Session(settings, outside, source.load())) {
                var broker = Thread.ofVirtual().start(() -> {
                    try {
                        session.run();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                });
                awaitEnd("second");
                boolean forgotten = isCollected(source.codes().element());
                session.release();
                broker.join();
                return forgotten;
            }
        }
    }

    private void awaitEnd(String turn) throws InterruptedException {
        while (world.state()
                .head()
                .turn(turn)
                .filter(each -> each.phase() != TurnPhase.RUNNING)
                .isEmpty()) {
            Thread.onSpinWait();
        }
    }

    /** Within ten times as long as the session waits for its sandbox at most. */
    private static boolean isCollected(WeakReference<String> code) {
        long giveUp = System.nanoTime() + PATIENCE.multipliedBy(10).toNanos();
        while (code.get() != null && System.nanoTime() < giveUp) {
            System.gc();
        }
        return code.get() == null;
    }

    /** Each turn has a code of its own, which nobody but the session keeps. */
    private record Weakly(OneTask task, ConcurrentLinkedQueue<WeakReference<String>> codes) implements TaskSource {
        @Override
        public Loaded.Ready load() {
            return task.load();
        }

        @Override
        public Code code(CodeSource source) {
            var code = "turn " + codes.size();
            codes.add(new WeakReference<>(code));
            return new Code.Text(code);
        }

        @Override
        public void watch(Consumer<Loaded> changed) {}

        @Override
        public void close() {}
    }
}
