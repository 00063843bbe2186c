/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.session;

import dev.dormouse.wire.StepId;
import dev.dormouse.wire.state.TurnState;

/** Tells a person what goes on; volatile, and never the place where something is kept. */
public interface Progress {
    void stepBegan(StepId step, boolean again);

    void printed(StepId step, String text);

    void turnEnded(TurnState turn);

    void waiting(String message);

    /** @param landlock its version; 0 when the kernel has none */
    void confined(int landlock);
}
