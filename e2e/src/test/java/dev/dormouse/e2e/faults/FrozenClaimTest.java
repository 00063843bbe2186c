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
@Timeout(300)
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

    private final Effects effects = Effects.open(LATENCY_MILLIS);
    private final String name = Node.unique("frozen");
    private final Task task = effects.apply(name, CODE.formatted(name));

    @Test
    void frozenBetweenItsClaimsCommitAndItsLeaseCheckItSendsNothing() {
        awaitReceived(Effects.MAIL);
        try (var zombie = Zombie.of(task);
                var silence = awaitTheReadAndSilence(zombie)) {
            // given: the claim is durable, and its broker doesn't know
            awaitClaim(zombie, silence);
            // when: it hears of it, and the thread that would send stands
            zombie.freezeLoop();
            silence.end();
            await("the answer is read", () -> silence.unread(zombie) == 0);
            // then
            assertNothingIsSent(zombie);
        }
    }

    @Test
    void frozenBeforeItHearsOfItsClaimsCommitItSendsNothing() {
        awaitReceived(Effects.MAIL);
        try (var zombie = Zombie.of(task);
                var silence = awaitTheReadAndSilence(zombie)) {
            // given: the claim is durable, and its broker doesn't know
            awaitClaim(zombie, silence);
            // when: it stands, and the answer waits for it
            zombie.freeze();
            silence.end();
            await("an answer that is not read", () -> silence.unread(zombie) > 0);
            // then
            assertNothingIsSent(zombie);
        }
    }

    private void awaitReceived(String tool) {
        await(tool, () -> !effects.received(Set.of(tool)).isEmpty());
    }

    private Silence awaitTheReadAndSilence(Zombie zombie) {
        awaitReceived(READ);
        await(
                "the answer of the first mail is durable",
                () -> numbers("settled").contains(FIRST_MAIL));
        return Silence.around(task.node(), zombie.pod());
    }

    private void awaitClaim(Zombie zombie, Silence silence) {
        await("the claim is durable", () -> numbers("claimed").contains(SECOND_MAIL));
        await("its answer is lost", () -> silence.unacknowledged() > 0);
        assertThat(task.head().path("epoch").asLong()).isEqualTo(zombie.pod().epoch());
    }

    /** Of the calls that such records of the stored journal are about. */
    private List<Integer> numbers(String type) {
        return new StoredJournal(task.state().orElseThrow().at("/binaryData/journal"))
                .records(type).stream().map(each -> each.at("/site/n").asInt()).toList();
    }

    private void assertNothingIsSent(Zombie zombie) {
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

    private static void await(String what, BooleanSupplier so) {
        Awaitility.await(what)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .until(so::getAsBoolean);
    }
}
