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
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Sends calls, each on a virtual thread of its own. The lease of a claim is checked before all that a server's client has
 * to do for a send, and by the client again as the last thing before the call leaves: a new session may take minutes.
 */
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
        var look = new LeaseLook(lease);
        if (!look.getAsBoolean()) {
            return new SendResult.LeaseExpired();
        }
        try {
            var outcome = server(server).send(request.onlyWhile(look));
            return look.late && outcome instanceof SendOutcome.NotSent
                    ? new SendResult.LeaseExpired()
                    : new SendResult.Ended(outcome);
        } catch (RuntimeException e) {
            return new SendResult.Ended(new SendOutcome.Unknown("the client failed: " + e));
        }
    }

    /** Looks at the lease of one attempt and remembers when it was too late. */
    private final class LeaseLook implements BooleanSupplier {
        private final Optional<Lease> lease;
        private volatile boolean late;

        LeaseLook(Optional<Lease> lease) {
            this.lease = lease;
        }

        @Override
        public boolean getAsBoolean() {
            boolean good = lease.map(held -> held.good(clocks)).orElse(true);
            if (!good) {
                late = true;
            }
            return good;
        }
    }

    /** Cancels what is open; whoever waits for it is told {@link SendOutcome.Unknown}. */
    @Override
    public void close() {
        servers.values().forEach(ToolServer::close);
        threads.shutdownNow();
    }
}
