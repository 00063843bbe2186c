/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.e2e.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dormouse.e2e.StoredJournal;
import dev.dormouse.e2e.node.Node;
import dev.dormouse.e2e.node.Task;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Promise 3 at its narrowest: a broker is frozen when its claim is durable and its lease not yet looked at. The answer to
 * the commit of the claim is lost on its way, so that there is time to freeze it; the next epoch finds the claim in doubt.
 */
@Timeout(600)
class FrozenClaimTest {
    /** Of each call. A broker lets go of an idle connection after 3 s, and a new one would not come about in silence. */
    private static final int LATENCY_MILLIS = 2500;

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int FENCED = 10;
    /** L of protocol §4: so long a claim is good, and whoever comes back may still send. */
    private static final Duration LEASE = Duration.ofSeconds(30);

    private static final String READ = "list_invoices";
    private static final int FIRST_MAIL = 1;
    private static final int SECOND_MAIL = 3;
    /** The commit after the one that the first mail's answer starts is the one of the second mail's claim. */
    private static final String CODE = """
            await tools.books.send_email({to: "a@example.com", subject: "%1$s: first", body: "-"});
            await tools.books.list_invoices({status: "overdue"});
            await tools.books.send_email({to: "a@example.com", subject: "%1$s: second", body: "-"});
            """;

    /** A machine that stands still while the read is open lets the second mail go before there is silence. */
    private static final int TRIES = 3;

    private final Effects effects = Effects.open(LATENCY_MILLIS);

    @Test
    void frozenBetweenItsClaimsCommitAndItsLeaseCheckItSendsNothing() {
        try (var scene = awaitScene()) {
            // given: the claim is durable, and its broker doesn't know
            scene.awaitClaim();
            // when: it hears of it, and the thread that would send stands
            scene.zombie.freezeLoop();
            scene.silence.end();
            await("the answer is read", () -> scene.silence.unread(scene.zombie) == 0);
            // then
            scene.assertNothingIsSent();
        }
    }

    @Test
    void frozenBeforeItHearsOfItsClaimsCommitItSendsNothing() {
        try (var scene = awaitScene()) {
            // given: the claim is durable, and its broker doesn't know
            scene.awaitClaim();
            // when: it stands, and the answer waits for it
            scene.zombie.freeze();
            scene.silence.end();
            await("an answer that is not read", () -> scene.silence.unread(scene.zombie) > 0);
            // then
            scene.assertNothingIsSent();
        }
    }

    private Scene awaitScene() {
        for (int tries = 1; ; tries++) {
            var scene = new Scene(Node.unique("frozen"));
            if (scene.isInTime()) {
                return scene;
            }
            scene.close();
            scene.task.delete();
            assertThat(tries)
                    .as("tries in which there was no silence before the second mail's claim")
                    .isLessThan(TRIES);
        }
    }

    private static void await(String what, BooleanSupplier so) {
        Awaitility.await(what)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .until(so::getAsBoolean);
    }

    /** A task whose first mail is durable, and whose broker hears nothing more of the API server. */
    private final class Scene implements AutoCloseable {
        private final String name;
        private final Task task;
        private final Zombie zombie;
        private final Silence silence;

        Scene(String name) {
            this.name = name;
            int reads = reads();
            task = effects.apply(name, CODE.formatted(name));
            await("the first mail", () -> !asked().isEmpty());
            zombie = Zombie.of(task);
            await("the read", () -> reads() > reads);
            await(
                    "the answer of the first mail is durable",
                    () -> numbers("settled").contains(FIRST_MAIL) || asked().size() > 1);
            silence = Silence.around(task.node(), zombie.pod());
        }

        private int reads() {
            return effects.received(Set.of(READ)).size();
        }

        /** A claim that is not durable yet gets its answer in silence. */
        boolean isInTime() {
            return !numbers("claimed").contains(SECOND_MAIL) && asked().size() == 1;
        }

        void awaitClaim() {
            await("the claim is durable", () -> numbers("claimed").contains(SECOND_MAIL));
            await("its answer is lost", () -> silence.unacknowledged() > 0);
            assertThat(task.head().path("epoch").asLong())
                    .isEqualTo(zombie.pod().epoch());
        }

        /** Of the calls that such records of the stored journal are about. */
        private List<Integer> numbers(String type) {
            return new StoredJournal(task.state().orElseThrow().at("/binaryData/journal"))
                    .records(type).stream()
                            .map(each -> each.at("/site/n").asInt())
                            .toList();
        }

        void assertNothingIsSent() {
            long frozen = System.nanoTime();
            assertThat(asked()).as("asked for before the freeze").hasSize(1);
            zombie.lose();
            task.awaitPhase("AwaitingDecision");
            assertThat(Doubt.namedBy(task)).containsExactly(Effects.MAIL + " " + SECOND_MAIL);
            await("the end of the lease", () -> System.nanoTime() - frozen > LEASE.toNanos());
            var version = version();
            zombie.thaw();
            int exitCode = zombie.exitCode();
            assertThat(asked()).as("asked for by anyone").hasSize(1);
            assertThat(version()).as("version of the state").isEqualTo(version);
            assertThat(exitCode).as("exit code of the thawed broker").isEqualTo(FENCED);
            System.out.println("FrozenClaimTest: " + name + " at epoch " + task.epoch() + ", epoch "
                    + zombie.pod().epoch() + " stood still for "
                    + Duration.ofNanos(System.nanoTime() - frozen).toSeconds() + " s and was fenced");
        }

        private List<JsonNode> asked() {
            return effects.asked(name);
        }

        private String version() {
            return task.state().orElseThrow().at("/metadata/resourceVersion").asText();
        }

        @Override
        public void close() {
            try {
                silence.close();
            } finally {
                zombie.close();
            }
        }
    }
}
