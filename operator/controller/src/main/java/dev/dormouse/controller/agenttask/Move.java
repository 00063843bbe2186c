/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.controller.agenttask;

import dev.dormouse.crds.status.PodFacts.Held;
import dev.dormouse.wire.state.Head;
import java.time.Duration;
import java.util.Optional;

/** What to do about a task's pod now. */
sealed interface Move {
    /** @param lookAgain absent: the next event will say */
    record Stay(Optional<Duration> lookAgain) implements Move {}

    /** A pod is needed and may not start yet. */
    record Wait(Held held, Optional<Duration> lookAgain) implements Move {}

    /** Make the pod of this epoch. {@code raised} is the head to commit first; absent where the epoch has no pod yet. */
    record Start(long epoch, Optional<Head> raised, boolean predecessorGone) implements Move {}

    /** Nothing of the pod counts any more; its object goes. */
    record Delete(long epoch) implements Move {}

    /** Ends the task for good: the head says so, with an epoch that no broker has. */
    record Cancel(Head raised) implements Move {}

    static Move stay() {
        return new Stay(Optional.empty());
    }

    static Move stay(Duration lookAgain) {
        return new Stay(Optional.of(lookAgain));
    }
}
