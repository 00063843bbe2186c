/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.session;

import dev.dormouse.wire.frame.FrameChannel;
import dev.dormouse.wire.frame.ToSandbox;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * One connection of a sandbox. Frames to it are written by a thread of their own, in order: a sandbox that stops reading
 * holds up nobody, and is hung up after a while. Whoever reads from it then says that it is lost.
 */
final class SandboxConnection {
    /** The broker waits for an answer to most frames; a sandbox that lets more of them gather does not read. */
    private static final int QUEUE = 64;

    private static final ScheduledExecutorService ALARMS = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("sandbox-write-alarms").factory());

    private final SocketChannel socket;
    private final FrameChannel frames;
    private final Duration writeLimit;
    private final BlockingQueue<ToSandbox> queue = new ArrayBlockingQueue<>(QUEUE);
    private final Thread writer;

    SandboxConnection(SocketChannel socket, Duration writeLimit) {
        this.socket = socket;
        this.frames = new FrameChannel(Channels.newInputStream(socket), Channels.newOutputStream(socket));
        this.writeLimit = writeLimit;
        this.writer = Thread.ofPlatform().daemon().name("sandbox-write").start(this::write);
    }

    /** Never blocks. */
    void send(ToSandbox frame) {
        if (!queue.offer(frame)) {
            hangUp();
        }
    }

    private void write() {
        try {
            while (socket.isOpen()) {
                writeInTime(queue.take());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // hung up
        } catch (IOException | RuntimeException e) {
            hangUp();
        }
    }

    private void writeInTime(ToSandbox frame) throws IOException {
        var alarm = ALARMS.schedule(this::hangUp, writeLimit.toMillis(), TimeUnit.MILLISECONDS);
        try {
            frames.write(frame);
        } finally {
            alarm.cancel(false);
        }
    }

    /** The next frame as it came; empty at the end. For one thread. */
    Optional<byte[]> read() throws IOException {
        return frames.readRaw();
    }

    void hangUp() {
        try {
            socket.close();
        } catch (IOException e) {
            // already closed
        }
        writer.interrupt();
    }
}
