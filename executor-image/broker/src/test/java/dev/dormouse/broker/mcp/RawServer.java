/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dormouse.wire.Json;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/** An MCP server made of a TCP socket: well-behaved in the handshake, and as told in everything else. */
final class RawServer implements AutoCloseable {
    private final ServerSocket socket;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Socket> connections = new CopyOnWriteArrayList<>();
    private final List<Received> received = new CopyOnWriteArrayList<>();
    private final Map<String, Behaviour> behaviours = new ConcurrentHashMap<>();

    /** What the server does with a request; false ends the connection. */
    @FunctionalInterface
    interface Behaviour {
        boolean handle(Received request, Wire wire) throws IOException, InterruptedException;
    }

    record Received(Map<String, String> headers, JsonNode body) {
        String method() {
            return body.path("method").asText("?");
        }

        String key() {
            return body.path("params")
                    .path("_meta")
                    .path(Messages.IDEMPOTENCY_KEY)
                    .asText("none");
        }

        long id() {
            return body.path("id").asLong();
        }
    }

    RawServer() throws IOException {
        socket = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        on("initialize", (request, wire) -> wire.json(200, "Mcp-Session-Id: s1\r\n", initialized(request.id())));
        on(
                "notifications/initialized",
                (request, wire) -> wire.raw("HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n"));
        threads.submit(this::accept);
    }

    RawServer on(String method, Behaviour behaviour) {
        behaviours.put(method, behaviour);
        return this;
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/mcp");
    }

    /** Connections so far, whatever came on them. */
    int connections() {
        return connections.size();
    }

    /** Requests per idempotency key. */
    Map<String, Long> callsByKey() {
        return received.stream()
                .filter(request -> request.method().equals("tools/call"))
                .collect(Collectors.groupingBy(Received::key, Collectors.counting()));
    }

    List<Received> received(String method) {
        return received.stream()
                .filter(request -> request.method().equals(method))
                .toList();
    }

    static String initialized(long id) {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + id
                + ",\"result\":{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{},"
                + "\"serverInfo\":{\"name\":\"raw\",\"version\":\"1\"}}}";
    }

    static String text(long id, String text) {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":{\"content\":[{\"type\":\"text\",\"text\":"
                + Json.text(text) + "}]}}";
    }

    private Void accept() throws IOException {
        while (true) {
            var connection = socket.accept();
            connections.add(connection);
            threads.submit(() -> serve(connection));
        }
    }

    private Void serve(Socket connection) throws IOException, InterruptedException {
        try (connection) {
            var wire = new Wire(connection);
            while (true) {
                var headers = wire.headers();
                var early = behaviours.get("before body");
                if (early != null
                        && headers.containsKey("mcp-session-id")
                        && !early.handle(new Received(headers, Json.tree("{}")), wire)) {
                    return null;
                }
                var request = new Received(headers, wire.body(headers));
                received.add(request);
                var behaviour = behaviours.get(request.method());
                if (behaviour == null || !behaviour.handle(request, wire)) {
                    return null;
                }
            }
        }
    }

    /** No connection is accepted any more, those there are cut. */
    void refuse() throws IOException {
        socket.close();
        for (var connection : connections) {
            connection.close();
        }
    }

    @Override
    public void close() throws IOException {
        refuse();
        threads.shutdownNow();
    }

    /** One connection. */
    static final class Wire {
        private final Socket connection;
        private final InputStream in;

        Wire(Socket connection) throws IOException {
            this.connection = connection;
            this.in = new BufferedInputStream(connection.getInputStream());
        }

        Map<String, String> headers() throws IOException {
            var headers = new ConcurrentHashMap<String, String>();
            line();
            for (var line = line(); !line.isEmpty(); line = line()) {
                var colon = line.indexOf(':');
                headers.put(
                        line.substring(0, colon).toLowerCase(java.util.Locale.ROOT),
                        line.substring(colon + 1).strip());
            }
            return headers;
        }

        /** Waits for its first byte, and leaves it there. */
        boolean bodyBegins() throws IOException {
            in.mark(1);
            boolean some = in.read() >= 0;
            in.reset();
            return some;
        }

        JsonNode body(Map<String, String> headers) throws IOException {
            var bytes = in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
            return bytes.length == 0 ? Json.tree("{}") : Json.read(bytes, JsonNode.class);
        }

        private String line() throws IOException {
            var line = new StringBuilder();
            for (var c = in.read(); c != '\n'; c = in.read()) {
                if (c < 0) {
                    throw new IOException("connection closed");
                }
                line.append((char) c);
            }
            return line.toString().stripTrailing();
        }

        boolean raw(String text) throws IOException {
            connection.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
            connection.getOutputStream().flush();
            return true;
        }

        boolean json(int status, String headers, String body) throws IOException {
            return raw("HTTP/1.1 " + status + " Status\r\n" + headers
                    + "Content-Type: application/json\r\nContent-Length: "
                    + body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + body);
        }

        boolean events(String... events) throws IOException {
            raw("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
            for (var event : events) {
                event(event);
            }
            return true;
        }

        boolean event(String event) throws IOException {
            return raw(Integer.toHexString(event.getBytes(StandardCharsets.UTF_8).length) + "\r\n" + event + "\r\n");
        }

        boolean endOfEvents() throws IOException {
            return raw("0\r\n\r\n");
        }

        boolean reset() throws IOException {
            connection.setSoLinger(true, 0);
            connection.close();
            return false;
        }
    }
}
