/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.session;

import dev.dormouse.wire.frame.FrameHead;
import dev.dormouse.wire.frame.ToBroker;
import dev.dormouse.wire.frame.ToSandbox;
import java.io.IOException;
import java.io.UncheckedIOException;

/** The connection to the sandbox; it comes and goes, and says so. */
public interface SandboxLink extends AutoCloseable {
    /** Sends a frame to the connected sandbox; dropped when there is none, the session then hears of the loss. */
    void send(ToSandbox frame);

    /** Begins to listen; events come on one thread at a time, in order. */
    void listen(Listener listener);

    /** Ends the connection there is; the next sandbox that comes is listened to. */
    void hangUp();

    @Override
    void close();

    /**
     * What a frame took on the wire.
     *
     * @param values JSON values in it, at any depth: a tree of them costs far more memory than its text
     * @param depth of the deepest of them
     */
    record FrameSize(int bytes, int values, int depth) {
        static FrameSize of(int bytes, FrameHead head) {
            return new FrameSize(bytes, head.values(), head.depth());
        }

        static FrameSize of(byte[] json) {
            try {
                return of(json.length, FrameHead.of(json));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** What the session hears. */
    interface Listener {
        /** The sandbox's next frame waits until this returns. */
        void received(ToBroker frame, FrameSize size);

        /** The connection ended. */
        void lost(String why);

        /** The sandbox said what no honest one says. The connection is of no more use. */
        void violated(String why);
    }
}
