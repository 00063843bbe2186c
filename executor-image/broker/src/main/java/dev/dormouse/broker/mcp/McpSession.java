/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.mcp;

import io.modelcontextprotocol.spec.HttpHeaders;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * An initialised session with a server.
 *
 * @param id absent at a server that keeps none
 * @param credentials headers with secret values, as they were when the session began
 */
record McpSession(Optional<String> id, String protocolVersion, Map<String, String> credentials) {
    McpSession {
        credentials = Map.copyOf(credentials);
    }

    Map<String, String> headers() {
        var headers = new HashMap<>(credentials);
        headers.put(HttpHeaders.PROTOCOL_VERSION, protocolVersion);
        id.ifPresent(value -> headers.put(HttpHeaders.MCP_SESSION_ID, value));
        return Map.copyOf(headers);
    }

    /** Without the secrets. */
    @Override
    public String toString() {
        return "session " + id.orElse("without id") + " of MCP " + protocolVersion;
    }
}
