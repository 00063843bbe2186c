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
import java.time.Duration;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Promises 1, 2, 3 and 5 against pods that die at any moment, a store that loses answers and a server that cuts them:
 * no effect without a durable claim, none twice, and a stop only where a call really is in doubt.
 */
class CrashSimulationTest {
    private static final int ITEMS = 12;

    @Test
    @Timeout(60)
    void anUndisturbedTaskDoesEveryEffectOnce() throws Exception {
        // given
        var world = world(1, 0);
        // when
        var end = new PodRun(world, 1).await();
        // then
        assertThat(end).isInstanceOf(SessionEnd.Parked.class);
        assertCompleted(world);
    }

    @RepeatedTest(150)
    @Timeout(60)
    void aPodKilledAtAnyMomentRepeatsAndLosesNothing() throws Exception {
        // given
        long seed = new Random().nextLong();
        System.out.println("CrashSimulationTest seed " + seed);
        var random = new Random(seed);
        var world = world(seed, random.nextInt(4) == 0 ? 0.05 : 0);
        // when
        long epoch = 1;
        for (int kills = random.nextInt(4); kills > 0; kills--) {
            var pod = new PodRun(world, epoch);
            pod.killAfter(random.nextInt(60));
            epoch = world.raiseEpoch();
        }
        var end = new PodRun(world, epoch).await();
        // then
        assertThat(end).isInstanceOf(SessionEnd.Parked.class);
        assertNothingRepeated(world);
        if (parked(world) == ParkReason.IN_DOUBT) {
            assertThat(world.state().head().inDoubt())
                    .isNotEmpty()
                    .allMatch(each -> each.tool().equals("mail"));
        } else {
            assertCompleted(world);
        }
    }

    @RepeatedTest(60)
    @Timeout(60)
    void whatStandsBesideTheStateIsThereWhateverDiesAndNothingIsLeftBehind() throws Exception {
        // given
        long seed = new Random().nextLong();
        System.out.println("CrashSimulationTest seed " + seed);
        var random = new Random(seed);
        var world = new SimulatedWorld(initial(), seed, random.nextInt(4) == 0 ? 0.05 : 0, 60_000);
        int snapshotBytes = 1 + random.nextInt(200_000);
        // when
        long epoch = 1;
        for (int kills = random.nextInt(4); kills > 0; kills--) {
            var pod = new PodRun(world, epoch, snapshotBytes);
            pod.killAfter(random.nextInt(90));
            epoch = world.raiseEpoch();
        }
        var end = new PodRun(world, epoch, snapshotBytes).await();
        // then
        assertThat(end).isInstanceOf(SessionEnd.Parked.class);
        assertThat(world.parts())
                .containsExactlyInAnyOrderElementsOf(
                        world.state().head().blobs().live());
        if (parked(world) == ParkReason.IN_DOUBT) {
            assertNothingRepeated(world);
        } else {
            assertCompleted(world);
            assertThat(world.snapshot()).hasSize(snapshotBytes);
        }
    }

    @RepeatedTest(30)
    @Timeout(60)
    void aZombieOfAnOlderEpochCommitsNothingAndIsFenced() throws Exception {
        // given
        long seed = new Random().nextLong();
        System.out.println("CrashSimulationTest seed " + seed);
        var world = world(seed, 0);
        // when
        var zombie = new PodRun(world, 1);
        zombie.awaitHappenings(new Random(seed).nextInt(40));
        long epoch = world.raiseEpoch();
        var end = new PodRun(world, epoch).await();
        // then
        assertThat(zombie.await())
                .isInstanceOf(world.parkedAtRaise ? SessionEnd.Parked.class : SessionEnd.Fenced.class);
        assertThat(end).isInstanceOf(SessionEnd.Parked.class);
        assertThat(world.state().head().epoch()).isEqualTo(epoch);
        assertNothingRepeated(world);
    }

    private static ParkReason parked(SimulatedWorld world) {
        return world.state().head().park().reason();
    }

    private static void assertNothingRepeated(SimulatedWorld world) {
        assertThat(world.unclaimed).isEmpty();
        world.effects.forEach((effect, times) -> {
            if (effect.startsWith("mail")) {
                assertThat(times.get()).as(effect).isEqualTo(1);
            }
        });
    }

    private static void assertCompleted(SimulatedWorld world) throws InterruptedException {
        assertNothingRepeated(world);
        assertThat(parked(world)).isEqualTo(ParkReason.IDLE);
        var turn = world.state().head().turn("remind").orElseThrow();
        assertThat(turn.phase()).as(turn.message()).isEqualTo(TurnState.TurnPhase.COMPLETED);
        assertThat(turn.result()).hasToString(Integer.toString(ITEMS));
        assertThat(turn.counters()).isEqualTo(new TurnState.TurnCounters(1, 3 * ITEMS, 2 * ITEMS));
        assertThat(world.snapshot()).startsWith(ITEMS);
        assertThat(world.effects).hasSize(2 * ITEMS);
    }

    private static SimulatedWorld world(long seed, double faults) {
        return new SimulatedWorld(initial(), seed, faults);
    }

    private static TaskState initial() {
        return new TaskState(Head.initial("uid-1"), new byte[0], null);
    }

    /** One pod: a real session on the real loop, cut off from the world when it is killed. */
    private static final class PodRun {
        private final SimulatedWorld world;
        private final int before;
        private final SimulatedWorld.Pod pod;
        private final Thread thread;
        private SessionEnd end = new SessionEnd.SandboxMissing("killed");

        PodRun(SimulatedWorld world, long epoch) {
            this(world, epoch, 1);
        }

        PodRun(SimulatedWorld world, long epoch, int snapshotBytes) {
            this.world = world;
            before = world.happenings();
            pod = world.new Pod();
            thread = Thread.ofPlatform().start(() -> run(epoch, snapshotBytes));
        }

        private void run(long epoch, int snapshotBytes) {
            var source = new OneTask("remind");
            var committer = new Committer(pod, (Stored) pod.load(), Committer.Patience.of(Duration.ofSeconds(20)));
            var settings =
                    new Settings(epoch, UUID.randomUUID().toString(), true, Duration.ofMinutes(2), Clocks.system());
            var gateway = new Gateway(name -> pod, Clocks.system());
            var speaking = Executors.newSingleThreadExecutor(Thread.ofVirtual().factory());
            var guest = new ScriptedGuest(ITEMS, snapshotBytes, speaking);
            try (var session = new Session(settings, pod.outside(committer, source, guest, gateway), source.load())) {
                end = session.run();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                speaking.shutdownNow();
            }
        }

        SessionEnd await() throws InterruptedException {
            thread.join();
            return end;
        }

        /** Waits for so many commits and sends more than there were before. */
        void awaitHappenings(int more) throws InterruptedException {
            world.awaitHappenings(before + more, thread);
        }

        void killAfter(int happenings) throws InterruptedException {
            awaitHappenings(happenings);
            pod.kill();
            thread.interrupt();
            thread.join();
        }
    }
}
