/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.samples.books;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.dormouse.samples.mail.Mail;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** Both servers on free ports, and the ways in: an MCP client and plain HTTP. */
final class Office implements AutoCloseable {

    static final String TOKEN = "test-token-of-the-office";
    private static final JsonMapper JSON = new JsonMapper();

    final Mail mail;
    final Books books;
    final McpSyncClient client;
    private final HttpClient http = HttpClient.newHttpClient();

    Office(Path database, Duration latency) throws Exception {
        mail = Mail.start("127.0.0.1", 0, 0);
        var smtp = new Settings.SmtpAddress("127.0.0.1", mail.smtpPort());
        books = Books.start(new Settings("127.0.0.1", 0, TOKEN, database, smtp, latency));
        client = McpClient.sync(HttpClientStreamableHttpTransport.builder("http://127.0.0.1:" + books.port())
                        .httpRequestCustomizer(
                                (request, method, uri, body, c) -> request.header("Authorization", "Bearer " + TOKEN))
                        .build())
                .build();
        client.initialize();
    }

    CallToolResult call(String tool, Map<String, Object> arguments) {
        return client.callTool(
                CallToolRequest.builder(tool).arguments(arguments).build());
    }

    /** The JSON inside the text of the result; a tool error fails the test with its text. */
    JsonNode json(String tool, Map<String, Object> arguments) throws IOException {
        var result = call(tool, arguments);
        if (Boolean.TRUE.equals(result.isError())) {
            throw new AssertionError(text(result));
        }
        return JSON.readTree(text(result));
    }

    static String text(CallToolResult result) {
        return ((TextContent) result.content().getFirst()).text();
    }

    HttpResponse<String> get(String path, String token) throws Exception {
        var uri = URI.create("http://127.0.0.1:" + books.port() + path);
        return send(HttpRequest.newBuilder(uri).header("Authorization", "Bearer " + token));
    }

    JsonNode admin(String path) throws Exception {
        return JSON.readTree(get("/admin/" + path, TOKEN).body());
    }

    JsonNode mails() throws Exception {
        var uri = URI.create("http://127.0.0.1:" + mail.httpPort() + "/messages");
        return JSON.readTree(send(HttpRequest.newBuilder(uri)).body());
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Override
    public void close() {
        client.close();
        books.close();
        mail.close();
    }
}
