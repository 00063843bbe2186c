/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.controller.agenttask;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dormouse.controller.agenttask.Slots.Claimant;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class SlotsTest {
    private static final Predicate<ResourceID> ALL = task -> true;
    private final Slots slots = new Slots(2);

    @Test
    void theThirdTaskWaitsAndIsWokenByTheFirstThatEnds() {
        assertThat(slots.claim(task(1), Set.of(), ALL)).isEmpty();
        assertThat(slots.claim(task(2), Set.of(), ALL)).isEmpty();
        assertThat(slots.claim(task(3), Set.of(), ALL)).contains(0);
        assertThat(slots.claim(task(4), Set.of(), ALL)).contains(1);

        assertThat(slots.release(task(1), Set.of())).containsExactly(task(3).task());

        assertThat(slots.claim(task(4), Set.of(), ALL)).as("not past the third").contains(1);
        assertThat(slots.claim(task(3), Set.of(), ALL)).isEmpty();
    }

    @Test
    void podsOfAnOperatorBeforeThisOneTakeTheirPlaces() {
        var withPod = Set.of(task(1).task(), task(2).task());

        assertThat(slots.claim(task(3), withPod, ALL)).contains(0);
        assertThat(slots.claim(task(1), withPod, ALL)).as("it has one already").isEmpty();
    }

    @Test
    void aDeletedTaskHoldsUpNobody() {
        slots.claim(task(1), Set.of(), ALL);
        slots.claim(task(2), Set.of(), ALL);
        slots.claim(task(3), Set.of(), ALL);
        Predicate<ResourceID> withoutOneAndThree = task -> !task.equals(task(3).task()) && !task.equals(task(1).task());

        assertThat(slots.claim(task(4), Set.of(), withoutOneAndThree)).isEmpty();
        assertThat(slots.waiting()).isZero();
    }

    @Test
    void aTaskThatIsMadeAgainWaitsOnce() {
        slots.claim(task(1), Set.of(), ALL);
        slots.claim(task(2), Set.of(), ALL);
        slots.claim(task(3), Set.of(), ALL);
        var again = new Claimant("2026-03-01T11:00:00Z", task(3).task());

        assertThat(slots.claim(again, Set.of(), ALL))
                .as("behind nobody, and not behind itself")
                .contains(0);
        slots.release(again, Set.of());
        assertThat(slots.waiting()).isZero();
    }

    private static Claimant task(int n) {
        return new Claimant("2026-03-01T10:00:0" + n + "Z", new ResourceID("task-" + n, "sales"));
    }
}
