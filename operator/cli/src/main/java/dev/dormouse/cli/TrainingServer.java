/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.dormouse.wire.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;

/** An MCP server on loopback with two tools, {@code find} and {@code note}, for the task of a {@link Training}. */
final class TrainingServer implements AutoCloseable {
    private static final String INITIALIZED = """
            {"protocolVersion": "2025-11-25", "capabilities": {"tools": {}}, "serverInfo": {"name": "training", "version": "1"}}""";
    private static final String TOOL = """
            {"name": "%s", "description": "x", "inputSchema": {"type": "object", "properties": {"i": {"type": "integer"}}}}""";
    private static final String ANSWER = """
            {"content": [{"type": "text", "text": "[{\\"a\\": 1.5}]"}]}""";

    private final HttpServer server;

    private TrainingServer(HttpServer server) {
        this.server = server;
    }

    static TrainingServer start() throws IOException {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        server.createContext("/", TrainingServer::handle);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
        return new TrainingServer(server);
    }

    int port() {
        return server.getAddress().getPort();
    }

    private static void handle(HttpExchange exchange) throws IOException {
        var request = Json.mapper().readTree(exchange.getRequestBody());
        if (!request.has("id")) {
            respond(exchange, 202, "text/plain", "");
            return;
        }
        var method = request.path("method").asText();
        var result = switch (method) {
            case "initialize" -> INITIALIZED;
            case "tools/list" -> "{\"tools\": [" + TOOL.formatted("find") + "," + TOOL.formatted("note") + "]}";
            default -> ANSWER;
        };
        var message = "{\"jsonrpc\": \"2.0\", \"id\": " + request.path("id") + ", \"result\": " + result + "}";
        exchange.getResponseHeaders().set("Mcp-Session-Id", "training");
        if (method.equals("tools/call")) {
            respond(exchange, 200, "text/event-stream", "event: message\ndata: " + message + "\n\n");
        } else {
            respond(exchange, 200, "application/json", message);
        }
    }

    private static void respond(HttpExchange exchange, int status, String type, String body) throws IOException {
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
