/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.session;

import dev.dormouse.wire.frame.ToBroker;
import dev.dormouse.wire.frame.ToSandbox;

/** The connection to the sandbox; it comes and goes, and says so. */
public interface SandboxLink extends AutoCloseable {
    /** Sends a frame to the connected sandbox; dropped when there is none, the session then hears of the loss. */
    void send(ToSandbox frame);

    /** Begins to listen; events come on any thread, in order. */
    void listen(Listener listener);

    @Override
    void close();

    /** What the session hears. */
    interface Listener {
        void received(ToBroker frame);

        /** The connection ended or carried something that is no frame. */
        void lost(String why);
    }
}
