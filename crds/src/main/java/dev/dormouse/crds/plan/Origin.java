/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.crds.plan;

import dev.dormouse.crds.plan.ServerPlan.SecretKey;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;

/**
 * Scheme, host and port: where a credential goes. A Secret may name its only one in the key {@code dormouse-origin}; then
 * no McpServer, whoever wrote it, takes it anywhere else. That of a {@code service} is {@code
 * http://NAME.NAMESPACE.svc:PORT}.
 *
 * @param scheme lower case
 * @param host lower case
 */
public record Origin(String scheme, String host, int port) {
    public static Origin of(URI endpoint) {
        var scheme = endpoint.getScheme().toLowerCase(Locale.ROOT);
        int port = endpoint.getPort() >= 0 ? endpoint.getPort() : defaultPort(scheme);
        return new Origin(scheme, endpoint.getHost().toLowerCase(Locale.ROOT), port);
    }

    /**
     * Why the Secret of that key may not go to the server; empty when it may.
     *
     * @param named content of the Secret's key {@code dormouse-origin}; empty when it has none
     */
    public static Optional<String> refusal(ServerPlan server, SecretKey key, Optional<String> named) {
        if (named.isEmpty()) {
            return Optional.empty();
        }
        var only = parse(named.get().strip());
        if (only.isEmpty()) {
            return Optional.of(key.origin() + ": must be one line like https://HOST[:PORT], without a path; put the"
                    + " Secret's only origin there, or remove the key");
        }
        var origin = of(server.endpoint());
        return only.get().equals(origin)
                ? Optional.empty()
                : Optional.of(key.origin() + ": lets it go to " + only.get() + " only, and McpServer " + server.name()
                        + " is at " + origin + "; correct the McpServer, or the key if the Secret is meant for it");
    }

    private static Optional<Origin> parse(String line) {
        try {
            var uri = new URI(line);
            var bare = uri.getHost() != null
                    && uri.getUserInfo() == null
                    && uri.getQuery() == null
                    && uri.getFragment() == null
                    && (uri.getPath().isEmpty() || uri.getPath().equals("/"));
            var http = "https".equalsIgnoreCase(uri.getScheme()) || "http".equalsIgnoreCase(uri.getScheme());
            return bare && http ? Optional.of(of(uri)) : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    private static int defaultPort(String scheme) {
        return scheme.equals("https") ? 443 : 80;
    }

    /** As it may stand in a Secret. */
    @Override
    public String toString() {
        return scheme + "://" + host + (port == defaultPort(scheme) ? "" : ":" + port);
    }
}
