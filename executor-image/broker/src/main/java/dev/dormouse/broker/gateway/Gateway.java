/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.gateway;

import dev.dormouse.broker.model.SendOutcome;
import dev.dormouse.broker.model.ToolServer;
import dev.dormouse.broker.model.ToolServer.ToolRequest;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Function;

/** Sends calls, each on a virtual thread of its own, the lease of its claim checked as the last thing before. */
public final class Gateway implements AutoCloseable {
    private final Map<String, ToolServer> servers = new ConcurrentHashMap<>();
    private final Function<String, ToolServer> connect;
    private final Clocks clocks;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /** @param connect makes the client of the McpServer of that name; called once a name */
    public Gateway(Function<String, ToolServer> connect, Clocks clocks) {
        this.connect = connect;
        this.clocks = clocks;
    }

    /** The client of an McpServer, made at first use. */
    public ToolServer server(String name) {
        return servers.computeIfAbsent(name, connect);
    }

    /**
     * Sends in the background.
     *
     * @param lease of the claim; empty for a read
     * @param ended is told exactly once, on another thread
     */
    public void send(String server, ToolRequest request, Optional<Lease> lease, Consumer<SendResult> ended) {
        threads.execute(() -> ended.accept(attempt(server, request, lease)));
    }

    private SendResult attempt(String server, ToolRequest request, Optional<Lease> lease) {
        if (lease.isPresent() && !lease.get().good(clocks)) {
            return new SendResult.LeaseExpired();
        }
        try {
            return new SendResult.Ended(server(server).send(request));
        } catch (RuntimeException e) {
            return new SendResult.Ended(new SendOutcome.Unknown("the client failed: " + e));
        }
    }

    /** Cancels what is open; whoever waits for it is told {@link SendOutcome.Unknown}. */
    @Override
    public void close() {
        servers.values().forEach(ToolServer::close);
        threads.shutdownNow();
    }
}
