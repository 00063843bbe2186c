/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.crds.conditions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dormouse.crds.conditions.Conditions.Said;
import dev.dormouse.crds.v1alpha1.Condition;
import dev.dormouse.crds.v1alpha1.ConditionType;
import dev.dormouse.crds.v1alpha1.Reason;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConditionsTest {
    private static final Said READY = Said.yes(ConditionType.SANDBOX_READY, Reason.READY, "The pod is up.");
    private static final List<Condition> BEFORE = at("2026-01-01T00:00:00Z", List.of(), READY);

    @Test
    void sayingTheSameAgainChangesNothing() {
        assertThat(at("2026-01-02T00:00:00Z", BEFORE, READY)).isEqualTo(BEFORE);
    }

    @Test
    void anotherReasonIsNoTransition() {
        var after =
                at("2026-01-02T00:00:00Z", BEFORE, Said.yes(ConditionType.SANDBOX_READY, Reason.STARTING, "Nearly."));

        assertThat(after).singleElement().satisfies(condition -> {
            assertThat(condition.reason()).isEqualTo("Starting");
            assertThat(condition.lastTransitionTime()).isEqualTo("2026-01-01T00:00:00Z");
        });
    }

    @Test
    void anotherStatusIsATransition() {
        var after = at(
                "2026-01-02T00:00:00.9Z", BEFORE, Said.unknown(ConditionType.SANDBOX_READY, Reason.POD_LOST, "Gone."));

        assertThat(after).singleElement().satisfies(condition -> {
            assertThat(condition.status()).isEqualTo("Unknown");
            assertThat(condition.holds()).isFalse();
            assertThat(condition.lastTransitionTime()).isEqualTo("2026-01-02T00:00:00Z");
        });
    }

    @Test
    void whatOthersSaidStays() {
        var theirs = new Condition("TheirOwn", "True", 1L, "2025-01-01T00:00:00Z", "Because", "");
        var after = at("2026-01-02T00:00:00Z", List.of(theirs), READY);

        assertThat(after).extracting(Condition::type).containsExactly("SandboxReady", "TheirOwn");
        assertThat(after.getLast()).isSameAs(theirs);
    }

    @Test
    void aMessageFitsIntoTheSchema() {
        var after = at(
                "2026-01-02T00:00:00Z",
                List.of(),
                Said.no(ConditionType.ACCEPTED, Reason.INVALID_FIELD, "x".repeat(5000)));

        assertThat(after.getFirst().message()).hasSize(4096).endsWith("…");
    }

    private static List<Condition> at(String time, List<Condition> previous, Said said) {
        var clock = Clock.fixed(Instant.parse(time), ZoneOffset.UTC);
        return new Conditions(previous, 1, clock).merge(List.of(said));
    }
}
