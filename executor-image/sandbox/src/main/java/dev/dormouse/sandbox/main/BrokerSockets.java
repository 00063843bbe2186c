/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.sandbox.main;

import java.io.Closeable;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;

/**
 * Sockets made before the filter lets no more be made. One is connected; a connect that fails uses its socket up, and may
 * fail between the broker's bind and its listen.
 */
final class BrokerSockets implements Closeable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long RETRY_MILLIS = 10;
    private static final int TRIES = 20;

    private final ArrayDeque<SocketChannel> unused = new ArrayDeque<>();

    BrokerSockets() throws IOException {
        for (int i = 0; i < TRIES; i++) {
            unused.add(SocketChannel.open(StandardProtocolFamily.UNIX));
        }
    }

    /** Waits until somebody listens there. */
    SocketChannel connect(UnixDomainSocketAddress address) throws IOException, InterruptedException {
        var deadline = Instant.now().plus(PATIENCE);
        var failure = "no such file";
        while (!unused.isEmpty() && Instant.now().isBefore(deadline)) {
            if (Files.exists(address.getPath())) {
                var socket = unused.remove();
                try {
                    socket.connect(address);
                    return socket;
                } catch (IOException e) {
                    failure = String.valueOf(e.getMessage());
                    socket.close();
                }
            }
            TimeUnit.MILLISECONDS.sleep(RETRY_MILLIS);
        }
        throw new IOException("nobody listens on " + address + ": " + failure);
    }

    @Override
    public void close() throws IOException {
        for (var socket : unused) {
            socket.close();
        }
    }
}
