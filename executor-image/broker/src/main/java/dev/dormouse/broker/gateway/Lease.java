/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.gateway;

import java.time.Duration;

/**
 * How long a claim is good: {@link #LENGTH} from before its commit started, on the broker's own clocks. Either of them
 * may end it: the monotonic one stands still while a machine sleeps, the wall clock may be set back.
 */
public record Lease(long startNanos, long startMillis) {
    /** L of protocol §4. */
    public static final Duration LENGTH = Duration.ofSeconds(30);

    public static Lease startingNow(Clocks clocks) {
        return new Lease(clocks.nanos(), clocks.millis());
    }

    public boolean good(Clocks clocks) {
        return clocks.nanos() - startNanos < LENGTH.toNanos()
                && Math.abs(clocks.millis() - startMillis) < LENGTH.toMillis();
    }
}
