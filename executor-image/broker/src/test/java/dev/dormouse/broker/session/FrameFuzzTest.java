/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dormouse.broker.gateway.Clocks;
import dev.dormouse.broker.gateway.Gateway;
import dev.dormouse.broker.state.Committer;
import dev.dormouse.broker.state.LoadResult.Stored;
import dev.dormouse.wire.state.Head;
import dev.dormouse.wire.state.Head.ParkReason;
import dev.dormouse.wire.state.TaskState;
import dev.dormouse.wire.state.TurnState;
import dev.dormouse.wire.state.TurnState.TurnPhase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Promise 8 on the broker's side of the wire: a sandbox that lies over the real socket ends at most its own turn. The
 * session ends in order, no effect goes out unclaimed or twice, and the variables of the turn before are there for the
 * next one.
 */
@Timeout(120)
class FrameFuzzTest {
    private static final int ITEMS = 4;
    /** A lie may leave both sides waiting for the other. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** Of the turn in which it lies: it may swallow the honest frames, and then says nothing until its time is up. */
    private static final Duration ACTIVE = Duration.ofSeconds(5);

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void eachLieAlone(Lie lie) throws Exception {
        long seed = new Random().nextLong();
        System.out.println("FrameFuzzTest " + lie + " seed " + seed);
        attacked(new Random(seed), random -> lie, 1);
    }

    @RepeatedTest(60)
    void manyLiesAtRandomMoments() throws Exception {
        long seed = new Random().nextLong();
        System.out.println("FrameFuzzTest seed " + seed);
        var random = new Random(seed);
        attacked(random, Lie::random, 1 + random.nextInt(4));
    }

    @RepeatedTest(100)
    void framesThatAreRightButForOneValue() throws Exception {
        long seed = new Random().nextLong();
        System.out.println("FrameFuzzTest WRONG_VALUE seed " + seed);
        attacked(new Random(seed), random -> Lie.WRONG_VALUE, 1);
    }

    @Test
    void withoutALieAllTurnsComplete() throws Exception {
        attacked(new Random(1), Lie::random, 0);
    }

    private void attacked(Random random, HostileSandbox.Choice choice, int lies) throws Exception {
        // given
        var world = new SimulatedWorld(new TaskState(Head.initial("uid-1"), new byte[0], null), 1, 0);
        pod(world, 1, new OneTask("before"), new HostileSandbox.Temper(new Random(1), choice, 0));
        assertThat(phase(world, "before")).contains(TurnPhase.COMPLETED);
        var variables = world.state().snapshot();
        // when
        long epoch = world.raiseEpoch();
        var task = new OneTask("before", "attacked").active(ACTIVE);
        var end = pod(world, epoch, task, new HostileSandbox.Temper(random, choice, lies));
        // then
        assertThat(end).isInstanceOf(SessionEnd.Parked.class);
        assertThat(world.unclaimed).isEmpty();
        world.mailKeys.forEach((key, times) -> assertThat(times.get()).as(key).isEqualTo(1));
        if (!phase(world, "attacked").equals(Optional.of(TurnPhase.COMPLETED))) {
            assertThat(world.state().snapshot()).isEqualTo(variables);
            assertThat(said(world)).doesNotContain(UnixSandboxLink.BROKER_FAILED);
        }
        assertTheNextTurnIsAsEver(world);
    }

    private void assertTheNextTurnIsAsEver(SimulatedWorld world) throws InterruptedException {
        if (world.state().head().park().reason() == ParkReason.IDLE) {
            long epoch = world.raiseEpoch();
            pod(
                    world,
                    epoch,
                    new OneTask("before", "attacked", "after"),
                    new HostileSandbox.Temper(new Random(1), Lie::random, 0));
            assertThat(phase(world, "after")).contains(TurnPhase.COMPLETED);
        } else {
            assertThat(world.state().head().park().message())
                    .containsAnyOf("SandboxViolation", "RestoreIncomplete", "the variables could not be restored");
        }
    }

    /** Empty for a turn that never began: its sandbox lied before the variables were there. */
    private static Optional<TurnPhase> phase(SimulatedWorld world, String turn) {
        return world.state().head().turn(turn).map(TurnState::phase);
    }

    /** Of the turn's end, or of why there was none. */
    private static String said(SimulatedWorld world) {
        var head = world.state().head();
        return head.turn("attacked")
                .map(TurnState::message)
                .orElseGet(() -> head.park().message());
    }

    private SessionEnd pod(SimulatedWorld world, long epoch, OneTask task, HostileSandbox.Temper temper)
            throws InterruptedException {
        var pod = world.new Pod();
        var committer = new Committer(pod, (Stored) pod.load(), Committer.Patience.of(Duration.ofSeconds(20)));
        var settings = new Settings(epoch, UUID.randomUUID().toString(), true, PATIENCE, Clocks.system());
        var gateway = new Gateway(name -> pod, Clocks.system());
        var path = folder.resolve(epoch + ".sock");
        try (var link = UnixSandboxLink.listenOn(path)) {
            var outside = pod.outside(committer, task, link, gateway);
            var sandbox = Thread.ofPlatform().daemon().start(new HostileSandbox(path, ITEMS, temper));
            try (var session = new Session(settings, outside, task.load())) {
                return session.run();
            } finally {
                sandbox.interrupt();
            }
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
