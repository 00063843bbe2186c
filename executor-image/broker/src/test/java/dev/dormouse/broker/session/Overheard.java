/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.session;

import dev.dormouse.wire.frame.ToSandbox;
import java.util.function.Consumer;

/** Tells of each frame before it goes to the sandbox. */
record Overheard(SandboxLink link, Consumer<ToSandbox> by) implements SandboxLink {
    @Override
    public void send(ToSandbox frame) {
        by.accept(frame);
        link.send(frame);
    }

    @Override
    public void listen(Listener listener) {
        link.listen(listener);
    }

    @Override
    public void hangUp() {
        link.hangUp();
    }

    @Override
    public void close() {
        link.close();
    }
}
