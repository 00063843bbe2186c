/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.sandbox.main;

import dev.dormouse.sandbox.supervisor.EvaluatorCommand;
import dev.dormouse.sandbox.supervisor.Supervisor;
import dev.dormouse.wire.frame.FrameChannel;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The sandbox's first process: {@code --socket PATH [--heap-mb N] [--rss-mb N] [--evaluator-aot FILE] [--once]}. It
 * connects to the broker, again and again unless {@code --once}; it ends with 1 when no broker listens for a minute, and
 * at once on SIGTERM.
 */
public final class Sandbox {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long RETRY_MILLIS = 20;

    private Sandbox() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        var options = Options.parse(List.of(args));
        var command = new EvaluatorCommand(
                options.heapMegabytes(), options.evaluatorAot(), List.of(Evaluator.class.getName()));
        var supervisor = new Supervisor(command, options.residentMegabytes());
        Runtime.getRuntime().addShutdownHook(new Thread(supervisor::close, "shutdown"));
        do {
            try (var socket = connect(UnixDomainSocketAddress.of(options.socket()))) {
                var in = Channels.newInputStream(socket);
                supervisor.serve(new FrameChannel(in, Channels.newOutputStream(socket)));
            } catch (IOException e) {
                System.err.println("broker: " + e.getMessage());
                if (e instanceof NobodyListens) {
                    System.exit(1);
                }
            }
        } while (!options.once());
        System.exit(0);
    }

    private static SocketChannel connect(UnixDomainSocketAddress address) throws IOException, InterruptedException {
        var deadline = Instant.now().plus(PATIENCE);
        while (true) {
            var socket = SocketChannel.open(StandardProtocolFamily.UNIX);
            try {
                socket.connect(address);
                return socket;
            } catch (IOException e) {
                socket.close();
                if (Instant.now().isAfter(deadline)) {
                    throw new NobodyListens(address + ": " + e.getMessage());
                }
                TimeUnit.MILLISECONDS.sleep(RETRY_MILLIS);
            }
        }
    }

    private static final class NobodyListens extends IOException {
        private static final long serialVersionUID = 1L;

        NobodyListens(String message) {
            super(message);
        }
    }
}
