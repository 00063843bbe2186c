/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.session;

import dev.dormouse.wire.StepId;
import dev.dormouse.wire.state.TurnState;

/** Says nothing. */
final class SilentProgress implements Progress {
    @Override
    public void stepBegan(StepId step, boolean again) {}

    @Override
    public void printed(StepId step, String text) {}

    @Override
    public void turnEnded(TurnState turn) {}

    @Override
    public void confined(int landlock) {}

    @Override
    public void waiting(String message) {}
}
