/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.session;

import dev.dormouse.broker.gateway.Clocks;
import dev.dormouse.wire.state.Head;
import java.time.Duration;
import java.util.Optional;

/**
 * What this broker is, as opposed to what the task says.
 *
 * @param epoch of this pod
 * @param instance unique id of this process
 * @param sandboxPatience time for a sandbox to come, to come back, and to answer what it does on its own
 * @param predecessorGone whether the earlier pod's containers are known to have ended; else it may still be sending
 */
public record Settings(long epoch, String instance, boolean predecessorGone, Duration sandboxPatience, Clocks clocks) {
    /** Why this broker may not work on that state; empty when it may. */
    Optional<SessionEnd.Fenced> fence(Head head) {
        if (head.epoch() != epoch) {
            return Optional.of(
                    new SessionEnd.Fenced("the task is at epoch " + head.epoch() + ", this pod is of epoch " + epoch));
        }
        var owner = head.instance();
        return owner == null || owner.equals(instance)
                ? Optional.empty()
                : Optional.of(new SessionEnd.Fenced("another broker process owns epoch " + head.epoch()));
    }
}
