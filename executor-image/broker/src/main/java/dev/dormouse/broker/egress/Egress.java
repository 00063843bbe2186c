/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.egress;

import dev.dormouse.crds.plan.ServerPlan;
import dev.dormouse.crds.plan.ServerPlan.Reach;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;

/**
 * The way to one server. {@link #refusal} says why it is closed, before anything is sent; that no connection takes
 * another way in between is {@link GuardedResolver}'s part, and that of the host in the url where it is an address.
 */
public final class Egress {
    private final String server;
    private final String host;
    private final Reach reach;

    public Egress(ServerPlan server) {
        this.server = server.name();
        this.host = unbracketed(server.endpoint().getHost());
        this.reach = server.reach();
        GuardedNames.guard(host, reach);
    }

    private static String unbracketed(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    /** Why nothing is sent to the server; empty also when its name can't be resolved, which the connection will say. */
    public Optional<String> refusal() {
        return switch (reach) {
            case SERVICE -> Optional.empty();
            case LOOPBACK, PUBLIC -> lookUp().map(this::words);
        };
    }

    private Optional<String> lookUp() {
        try {
            return GuardedNames.refusal(reach, List.of(InetAddress.getAllByName(host)));
        } catch (UnknownHostException e) {
            return GuardedNames.lastRefusal(host);
        }
    }

    private String words(String where) {
        return "McpServer " + server + " spec.url: " + host + " leads to " + where
                + "; a url may lead to public addresses only. For a server in the cluster or its network make a Service (with"
                + " an EndpointSlice, if it has no pods) and name it in spec.service; for one on this machine write"
                + " localhost";
    }
}
