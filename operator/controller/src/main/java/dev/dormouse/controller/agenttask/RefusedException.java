/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.controller.agenttask;

import dev.dormouse.crds.status.PodFacts.Held;

/** The API server doesn't take what the task needs; it may do so later. */
final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Held held;

    RefusedException(Held held) {
        super(held.message());
        this.held = held;
    }

    /** What the task waits for. */
    Held held() {
        return held;
    }
}
