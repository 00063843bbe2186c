/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.state;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Passes bytes on to a port of this machine, and now and then cuts a connection instead: with a request under way, or
 * with its answer. It understands nothing of what it passes on.
 */
final class CuttingProxy implements AutoCloseable {
    private static final int BUFFER = 1 << 17;

    private final ServerSocket entrance;
    private final int target;
    private final double cutChance;
    private final Random random;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicInteger requestsCut = new AtomicInteger();
    private final AtomicInteger answersCut = new AtomicInteger();

    /** @param cutChance per piece that is passed on */
    CuttingProxy(int target, double cutChance, long seed) throws IOException {
        this.target = target;
        this.cutChance = cutChance;
        this.random = new Random(seed);
        this.entrance = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        threads.submit(this::accept);
    }

    int port() {
        return entrance.getLocalPort();
    }

    int requestsCut() {
        return requestsCut.get();
    }

    int answersCut() {
        return answersCut.get();
    }

    private Void accept() throws IOException {
        while (true) {
            var near = entrance.accept();
            var far = new Socket(InetAddress.getLoopbackAddress(), target);
            near.setTcpNoDelay(true);
            far.setTcpNoDelay(true);
            threads.submit(() -> pass(near, far, requestsCut));
            threads.submit(() -> pass(far, near, answersCut));
        }
    }

    private Void pass(Socket from, Socket to, AtomicInteger cuts) throws IOException {
        try (from;
                to) {
            copy(from.getInputStream(), to.getOutputStream(), cuts);
        }
        return null;
    }

    /** The first piece of a connection is a handshake and always passes. */
    private void copy(InputStream in, OutputStream out, AtomicInteger cuts) throws IOException {
        var buffer = new byte[BUFFER];
        var pieces = 0;
        for (var n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            if (pieces++ > 2 && random.nextDouble() < cutChance) {
                cuts.incrementAndGet();
                return;
            }
            out.write(buffer, 0, n);
        }
    }

    @Override
    public void close() throws IOException {
        entrance.close();
        threads.shutdownNow();
    }
}
