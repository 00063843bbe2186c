/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.gateway;

/** The broker's own clocks; no other machine's time is ever compared with them. */
public interface Clocks {
    /** Monotonic, arbitrary origin. */
    long nanos();

    /** Milliseconds since 1970. */
    long millis();

    static Clocks system() {
        return new Clocks() {
            @Override
            public long nanos() {
                return System.nanoTime();
            }

            @Override
            public long millis() {
                return System.currentTimeMillis();
            }
        };
    }
}
