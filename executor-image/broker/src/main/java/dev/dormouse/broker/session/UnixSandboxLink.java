/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.session;

import dev.dormouse.wire.Json;
import dev.dormouse.wire.frame.FrameHead;
import dev.dormouse.wire.frame.MalformedFrameException;
import dev.dormouse.wire.frame.ToBroker;
import dev.dormouse.wire.frame.ToSandbox;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Listens on a Unix socket for the one sandbox of this pod. A new connection replaces the old one: a sandbox container
 * that was restarted knows nothing of its predecessor.
 */
public final class UnixSandboxLink implements SandboxLink {
    /** Values that a frame has beside the arguments of a call: names of variables, for one. */
    private static final int FRAME_VALUES = 100_000;

    private static final Duration WRITE_LIMIT = Duration.ofSeconds(30);

    /** Said of a frame that this broker should have refused, or understood. */
    static final String BROKER_FAILED = "the broker failed on a frame: ";

    private final Path path;
    private final ServerSocketChannel server;
    private final Duration writeLimit;
    private volatile @Nullable SandboxConnection current;

    private UnixSandboxLink(Path path, ServerSocketChannel server, Duration writeLimit) {
        this.path = path;
        this.server = server;
        this.writeLimit = writeLimit;
    }

    /**
     * Opens the socket, with mode 0666: the sandbox is another user.
     *
     * @throws IOException also when the path is longer than the 107 bytes that Linux allows (unix(7))
     */
    public static UnixSandboxLink listenOn(Path path) throws IOException {
        return listenOn(path, WRITE_LIMIT);
    }

    /** @param writeLimit a sandbox that takes a frame in no such time is hung up */
    static UnixSandboxLink listenOn(Path path, Duration writeLimit) throws IOException {
        Files.deleteIfExists(path);
        var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(path), 1);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-rw-rw-"));
        return new UnixSandboxLink(path, server, writeLimit);
    }

    @Override
    public void listen(Listener listener) {
        Thread.ofPlatform().daemon().name("sandbox-accept").start(() -> accept(listener));
    }

    private void accept(Listener listener) {
        while (server.isOpen()) {
            try {
                var socket = server.accept();
                var connection = new SandboxConnection(socket, writeLimit);
                replace(connection);
                read(connection, listener);
            } catch (IOException e) {
                // closed, or a connection that broke at once: the next one counts
            }
        }
    }

    private void replace(@Nullable SandboxConnection next) {
        var old = current;
        current = next;
        if (old != null) {
            old.hangUp();
        }
    }

    private void read(SandboxConnection connection, Listener listener) {
        var why = "the sandbox closed the connection";
        try {
            while (true) {
                var raw = connection.read();
                if (raw.isEmpty()) {
                    break;
                }
                receive(raw.get(), listener);
            }
        } catch (MalformedFrameException e) {
            listener.violated(String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            listener.violated(BROKER_FAILED + e); // no frame may end this thread: nobody would hear of the next sandbox
        } catch (IOException e) {
            why = "the connection to the sandbox broke: " + e.getMessage();
        }
        replace(null);
        listener.lost(why);
    }

    /** Measured before it is built: what is small on the wire may be large in memory. */
    private static void receive(byte[] raw, Listener listener) throws IOException {
        var head = FrameHead.of(raw);
        if (head.values() > ToBroker.MAX_OPEN_VALUES + FRAME_VALUES) {
            throw new MalformedFrameException("a frame of " + head.values() + " values");
        }
        try {
            listener.received(Json.read(raw, ToBroker.class), FrameSize.of(raw.length, head));
        } catch (UncheckedIOException e) {
            throw new MalformedFrameException("a frame of no known form", e);
        }
    }

    @Override
    public void hangUp() {
        var connection = current;
        if (connection != null) {
            connection.hangUp();
        }
    }

    @Override
    public void send(ToSandbox frame) {
        var connection = current;
        if (connection != null) {
            connection.send(frame);
        }
    }

    @Override
    public void close() {
        try {
            server.close();
            replace(null);
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
