/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.mcp;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts what a server asks within one call. An event stream has room for hundreds of thousands of questions, and each
 * would be a request of ours; what is beyond the bounds is not answered.
 */
final class Questions {
    /** At once: a server that waits for its answers needs one. */
    static final int MOST_OPEN = 4;

    /** In all: a ping every few seconds in a call of an hour. */
    static final int MOST = 1000;

    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger taken = new AtomicInteger();

    /** Whether one more is answered; if so, {@link #answered} is due. */
    boolean take() {
        if (open.incrementAndGet() > MOST_OPEN) {
            open.decrementAndGet();
            return false;
        }
        if (taken.incrementAndGet() > MOST) {
            open.decrementAndGet();
            return false;
        }
        return true;
    }

    void answered() {
        open.decrementAndGet();
    }
}
