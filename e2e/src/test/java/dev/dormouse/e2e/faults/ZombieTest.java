/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.e2e.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dormouse.e2e.node.Node;
import dev.dormouse.e2e.node.Task;
import java.time.Duration;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Promise 3: a broker is frozen in the middle of its work, its task gets a new epoch, and when it is thawed it commits
 * nothing and sends nothing.
 */
@Timeout(300)
class ZombieTest {
    /** Long enough to do all that is done while a call is open. */
    private static final int LATENCY_MILLIS = 12_000;

    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final int FENCED = 10;

    private final Effects effects = Effects.open(LATENCY_MILLIS);
    private final Task task = effects.apply(Node.unique("zombie"));

    @Test
    void frozenWhileItReadsItLeavesTheWorkToTheNextEpoch() {
        // given
        task.awaitPod();
        try (var zombie = Zombie.of(task)) {
            awaitReceived(Effects.READ, 20);
            // when
            zombie.freeze();
            zombie.lose();
            task.awaitPhase("Completed");
            // then
            assertDoesNothingOnceThawed(zombie);
            assertThat(effects.mails(task.name())).hasSize(20).doesNotHaveDuplicates();
            assertThat(effects.log(task.name())).hasSize(20).doesNotHaveDuplicates();
        }
    }

    @Test
    void frozenWhileItsSendsAreOpenItsAnswersComeTooLate() {
        // given
        task.awaitPod();
        try (var zombie = Zombie.of(task)) {
            awaitReceived(Effects.MAIL, 20);
            // when
            zombie.freeze();
            zombie.lose();
            task.awaitPhase("AwaitingDecision");
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> effects.mails(task.name()).size() >= 20);
            // then
            assertThat(Doubt.namedBy(task)).hasSize(20).allMatch(call -> call.startsWith(Effects.MAIL));
            assertDoesNothingOnceThawed(zombie);
            assertThat(effects.mails(task.name())).hasSize(20).doesNotHaveDuplicates();
            assertThat(effects.log(task.name())).isEmpty();
        }
    }

    private void awaitReceived(String tool, int count) {
        Awaitility.await(count + " calls of " + tool)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> effects.received(Set.of(tool)).size() >= count);
    }

    private void assertDoesNothingOnceThawed(Zombie zombie) {
        var version = version();
        var asked = effects.asked(task.name());
        zombie.thaw();
        assertThat(zombie.exitCode()).as("exit code of the thawed broker").isEqualTo(FENCED);
        assertThat(version()).as("version of the state").isEqualTo(version);
        assertThat(effects.asked(task.name())).as("effects asked for").isEqualTo(asked);
        System.out.println("ZombieTest: " + task.name() + " " + task.phase() + ", " + asked.size()
                + " effects asked for, in doubt "
                + Doubt.namedBy(task).size() + ", the old broker fenced");
    }

    private String version() {
        return task.state().orElseThrow().at("/metadata/resourceVersion").asText();
    }
}
