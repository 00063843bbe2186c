/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.sandbox.main;

import dev.dormouse.sandbox.confine.Confinement;
import dev.dormouse.sandbox.confine.Filters;
import dev.dormouse.sandbox.confine.SystemCallFilter;
import dev.dormouse.sandbox.confine.UnconfinedException;
import dev.dormouse.sandbox.supervisor.EvaluatorCommand;
import dev.dormouse.sandbox.supervisor.Supervisor;
import dev.dormouse.wire.frame.FrameChannel;
import dev.dormouse.wire.frame.ToBroker;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The sandbox's first process: {@code --socket PATH [--heap-mb N] [--rss-mb N] [--evaluator-aot[-if-it-fits] FILE]}. It serves
 * one connection to the broker and ends with it, with 1 when no broker listens for a minute, and at once on SIGTERM.
 *
 * <p>Without its system-call filter it starts no evaluator; it says so to the broker.
 */
public final class Sandbox {
    /** Longer than the kubelet takes to see that the broker has ended: a sidecar that ends earlier is started again. */
    private static final long LINGER_MILLIS = 3_000;

    /** The exit code of what must not happen (sysexits.h, EX_SOFTWARE). */
    private static final int BUG = 70;

    private final Options options;

    private Sandbox(Options options) {
        this.options = options;
    }

    public static void main(String[] args) throws InterruptedException {
        Thread.setDefaultUncaughtExceptionHandler((thread, e) -> {
            e.printStackTrace();
            Runtime.getRuntime().halt(BUG); // without its watchdog, say, it would run on without limits
        });
        int exit = run(List.of(args), Filters.base(), Filters.connected());
        if (exit == 0) {
            TimeUnit.MILLISECONDS.sleep(LINGER_MILLIS);
        }
        System.exit(exit);
    }

    /**
     * @param starting holds before there is an evaluator, which inherits it
     * @param connected is added to it once there is a connection
     * @return exit status
     */
    static int run(List<String> args, SystemCallFilter starting, SystemCallFilter connected)
            throws InterruptedException {
        try (var sockets = new BrokerSockets()) {
            var sandbox = new Sandbox(Options.parse(args));
            try {
                Confinement.apply(starting);
                sandbox.serve(sockets, connected);
            } catch (UnconfinedException e) {
                sandbox.refuse(sockets, e);
            }
            return 0;
        } catch (IOException e) {
            System.err.println("broker: " + e.getMessage());
            return 1;
        }
    }

    private void serve(BrokerSockets sockets, SystemCallFilter connected)
            throws IOException, InterruptedException, UnconfinedException {
        var command = new EvaluatorCommand(
                options.heapMegabytes(), options.evaluatorAot(), List.of(Evaluator.class.getName()));
        try (var supervisor = new Supervisor(command, options.residentMegabytes())) {
            Runtime.getRuntime().addShutdownHook(new Thread(supervisor::close, "shutdown"));
            try (var socket = connect(sockets)) {
                Confinement.apply(connected);
                supervisor.serve(channel(socket));
            }
        }
    }

    /** Stays until the broker has read it and hung up: to end earlier would only mean to be started again. */
    private void refuse(BrokerSockets sockets, UnconfinedException why) throws IOException, InterruptedException {
        System.err.println(why.getMessage());
        try (var socket = connect(sockets)) {
            var broker = channel(socket);
            broker.write(new ToBroker.Unconfined(String.valueOf(why.getMessage())));
            while (broker.readRaw().isPresent()) {
                // nothing is done for it
            }
        }
    }

    private SocketChannel connect(BrokerSockets sockets) throws IOException, InterruptedException {
        return sockets.connect(UnixDomainSocketAddress.of(options.socket()));
    }

    private static FrameChannel channel(SocketChannel socket) {
        return new FrameChannel(Channels.newInputStream(socket), Channels.newOutputStream(socket));
    }
}
