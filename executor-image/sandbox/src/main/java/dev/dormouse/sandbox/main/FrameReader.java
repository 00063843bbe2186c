/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.sandbox.main;

import dev.dormouse.wire.frame.FrameChannel;
import dev.dormouse.wire.frame.ToSandbox;
import java.io.IOException;
import java.util.concurrent.LinkedBlockingQueue;

/** Reads frames on a thread of its own, so that the end of stdin is seen while the guest runs. */
final class FrameReader {
    private final FrameChannel channel;
    private final LinkedBlockingQueue<ToSandbox> frames = new LinkedBlockingQueue<>();

    FrameReader(FrameChannel channel) {
        this.channel = channel;
    }

    FrameChannel channel() {
        return channel;
    }

    /** Returns at the end of the stream or at the first thing that is no frame. */
    void pump() {
        try {
            for (var frame = channel.read(ToSandbox.class); frame.isPresent(); frame = channel.read(ToSandbox.class)) {
                frames.add(frame.get());
            }
        } catch (IOException e) {
            System.err.println("stdin: " + e.getMessage());
        }
    }

    ToSandbox take() throws InterruptedException {
        return frames.take();
    }
}
