/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/**
 * An MCP server whose one tool, {@code whoami({as})}, repeats the credential that it was sent, in any form; {@code digest}
 * tells which one it was without telling it. One class file, so that a pod can run it out of a ConfigMap.
 */
public final class Parrot implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer http;
    private final AtomicInteger requests = new AtomicInteger();

    private Parrot(HttpServer http) {
        this.http = http;
    }

    /** Listens on all addresses, port 8080. */
    public static void main(String[] args) throws IOException {
        start("0.0.0.0", 8080);
    }

    /** @param port 0 picks a free one */
    public static Parrot start(String address, int port) throws IOException {
        var parrot = new Parrot(HttpServer.create(new InetSocketAddress(address, port), 0));
        parrot.http.createContext("/mcp", parrot::answer);
        parrot.http.start();
        return parrot;
    }

    public int port() {
        return http.getAddress().getPort();
    }

    /** Requests so far. */
    public int requests() {
        return requests.get();
    }

    private void answer(HttpExchange exchange) throws IOException {
        requests.incrementAndGet();
        try (exchange) {
            var request = JSON.readTree(exchange.getRequestBody());
            if (!request.has("id")) {
                exchange.sendResponseHeaders(202, -1);
                return;
            }
            var answer = JSON.createObjectNode().put("jsonrpc", "2.0");
            answer.set("id", request.path("id"));
            answer.set(
                    "result",
                    result(request, String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"))));
            var body = JSON.writeValueAsBytes(answer);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private static ObjectNode result(JsonNode request, String header) throws IOException {
        return switch (request.path("method").asText()) {
            case "initialize" -> object("""
                    {"protocolVersion":"2025-11-25","capabilities":{"tools":{}},"serverInfo":{"name":"parrot","version":"1"}}""");
            case "tools/list" -> object("""
                    {"tools":[{"name":"whoami","inputSchema":{"type":"object","properties":{"as":{"type":"string"}}}}]}""");
            default -> said(request.at("/params/arguments/as").asText(), header);
        };
    }

    private static ObjectNode said(String as, String header) {
        var token = header.substring(header.indexOf(' ') + 1);
        var result = JSON.createObjectNode().put("isError", as.equals("error"));
        if (as.equals("structured")) {
            result.putObject("structuredContent").putArray(header).add(1);
        }
        result.putArray("content").addObject().put("type", "text").put("text", "it is " + text(as, header, token));
        return result;
    }

    private static String text(String as, String header, String token) {
        return switch (as) {
            case "base64" -> Base64.getEncoder().encodeToString(("me:" + token).getBytes(UTF_8));
            case "escaped" -> each(token, "\\u%04x");
            case "url" -> each(token, "%%%02X");
            case "hex" -> HexFormat.of().formatHex(token.getBytes(UTF_8));
            case "backwards" -> new StringBuilder(token).reverse().toString();
            case "digest" -> digest(token);
            default -> header;
        };
    }

    private static String each(String text, String format) {
        return text.chars().mapToObj(c -> String.format(Locale.ROOT, format, c)).collect(Collectors.joining());
    }

    /** What {@code digest} says of a credential. */
    public static String digest(String token) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(token.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ObjectNode object(String json) throws IOException {
        return (ObjectNode) JSON.readTree(json);
    }

    @Override
    public void close() {
        http.stop(0);
    }
}
