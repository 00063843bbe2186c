/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.probe;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.dormouse.broker.catalog.Catalog;
import dev.dormouse.broker.secrets.Keyring;
import dev.dormouse.crds.probe.ProbeReport;
import dev.dormouse.crds.v1alpha1.KeyRef;
import dev.dormouse.crds.v1alpha1.McpServer;
import dev.dormouse.crds.v1alpha1.McpServerSpec;
import dev.dormouse.crds.v1alpha1.McpServerSpec.AuthSpec;
import dev.dormouse.wire.Json;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A real HTTP server that answers as it is told, asked by the real probe. */
@Timeout(60)
class ProbeTest {
    private static final int PATIENCE = 30; // seconds
    private static final String TOOLS = "{\"tools\":[{\"name\":\"a\",\"inputSchema\":{\"type\":\"object\"}}]}";

    private final List<Catalog> stored = new ArrayList<>();
    private HttpServer http;
    private int status = 200;
    private String version = "2025-11-25";
    private String tools = TOOLS;
    private UnaryOperator<String> answer = text -> text;

    @BeforeEach
    void serve() throws IOException {
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        http.createContext("/", this::handle);
        http.start();
    }

    @AfterEach
    void stop() {
        http.stop(0);
    }

    @Test
    void aServerIsReadyWithItsTools() {
        var report = probe();

        assertThat(report.reason()).isEqualTo("Ready");
        assertThat(report.tools()).isEqualTo(1);
        assertThat(stored).hasSize(1);
        assertThat(report.digest()).isEqualTo(stored.getFirst().digest());
        assertThat(report.generation()).isEqualTo(3);
    }

    @Test
    void aSecondLookSaysWhatIsAnother() {
        probe();
        tools = TOOLS.replace("\"object\"", "\"object\",\"required\":[\"x\"]");

        assertThat(probe().changes()).isEqualTo(new ProbeReport.Changes(List.of(), List.of(), List.of("a")));
    }

    @ParameterizedTest
    @CsvSource({
        "401, Unauthorized",
        "403, Unauthorized",
        "404, NotMcp",
        "500, NotMcp",
        "301, NotMcp",
        "202, NotMcp",
        "429, Refused"
    })
    void aStatusIsSaidInOneWord(int code, String reason) {
        status = code;

        assertThat(probe().reason()).isEqualTo(reason);
        assertThat(stored).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {"<html>hello</html> | NotMcp", "{} | NotMcp", "[] | NotMcp", "`` | NotMcp", "7 | NotMcp"})
    void whatIsNotMcpIsSaidToBeNot(String body, String reason) {
        answer = _ -> body;

        assertThat(probe().reason()).isEqualTo(reason);
    }

    @Test
    void aVersionOfTheFutureIsNamedWithoutWhatNobodySees() {
        version = "2099-01-01\u001b[2J";

        var report = probe();

        assertThat(report.reason()).isEqualTo("ProtocolVersion");
        assertThat(report.message()).contains("2099-01-01").doesNotContain("\u001b");
    }

    @Test
    void nobodyListens() throws IOException {
        int port;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        http.stop(0);

        assertThat(probe(server("http://127.0.0.1:" + port + "/mcp", null, PATIENCE))
                        .reason())
                .isEqualTo("Refused");
    }

    @Test
    void nobodyAnswers() throws IOException {
        try (var silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            var report = probe(server("http://127.0.0.1:" + silent.getLocalPort() + "/mcp", null, 1));

            assertThat(report.reason()).isEqualTo("Timeout");
        }
    }

    @Test
    void aSecretThatIsMissingIsNamed() {
        var auth = new AuthSpec(new KeyRef("books", "token"), null);

        var report = probe(server(url(), auth, 5));

        assertThat(report.reason()).isEqualTo("SecretMissing");
        assertThat(report.message()).contains("key token of Secret books");
    }

    @Test
    void aToolThatCannotBeUsedMakesTheServerNotReadyAndTheOthersAreListed() {
        tools = "{\"tools\":[{\"name\":\"a\",\"inputSchema\":{\"type\":\"object\"}},"
                + "{\"name\":\"b\",\"inputSchema\":{\"$ref\":\"http://evil/x\"}}]}";

        var report = probe();

        assertThat(report.reason()).isEqualTo("SchemaInvalid");
        assertThat(report.message()).startsWith("1 tool; 1 left out: tool 'b': its input schema");
        assertThat(report.tools()).isEqualTo(1);
    }

    @Test
    void aSchemaTenThousandDeepIsRefusedBeforeItIsBuilt() {
        tools = "{\"tools\":[{\"name\":\"a\",\"inputSchema\":" + "{\"not\":".repeat(10_000) + "{}" + "}".repeat(10_000)
                + "}]}";

        assertThat(probe().reason()).isEqualTo("SchemaInvalid");
    }

    @Test
    void aListOfManyMegabytesIsCutOff() {
        tools = "{\"tools\":[{\"name\":\"a\",\"description\":\"" + "x".repeat(20_000_000) + "\"}]}";

        var report = probe();

        assertThat(report.reason()).isEqualTo("NotMcp");
        assertThat(report.message()).contains("larger than 8 MiB");
    }

    @Test
    void aSchemaOfFiveMegabytesIsLeftOut() {
        tools = "{\"tools\":[{\"name\":\"a\",\"inputSchema\":{\"title\":\"" + "x".repeat(5_000_000) + "\"}}]}";

        assertThat(probe().reason()).isEqualTo("SchemaInvalid");
    }

    private ProbeReport probe() {
        return probe(server(url(), null, PATIENCE));
    }

    private ProbeReport probe(McpServer server) {
        return new Probe(new Keyring(key -> Optional.empty()), this::replace).of(server);
    }

    private Optional<Catalog> replace(Catalog catalog, long generation) {
        var before = stored.isEmpty() ? Optional.<Catalog>empty() : Optional.of(stored.getLast());
        stored.add(catalog);
        return before;
    }

    private String url() {
        return "http://127.0.0.1:" + http.getAddress().getPort() + "/mcp";
    }

    private static McpServer server(String url, AuthSpec auth, int timeout) {
        var server = new McpServer();
        server.setMetadata(new ObjectMetaBuilder()
                .withName("books")
                .withNamespace("sales")
                .withGeneration(3L)
                .build());
        server.setSpec(new McpServerSpec(null, url, auth, timeout, null, null, null));
        return server;
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            var request = Json.tree(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            var result = switch (request.path("method").asText()) {
                case "initialize" ->
                    "{\"protocolVersion\":" + Json.text(version) + ",\"capabilities\":{},"
                            + "\"serverInfo\":{\"name\":\"s\",\"version\":\"1\"}}";
                case "tools/list" -> tools;
                default -> "";
            };
            if (status != 200 || result.isEmpty()) {
                exchange.sendResponseHeaders(status == 200 ? 202 : status, -1);
                return;
            }
            var text =
                    answer.apply("{\"jsonrpc\":\"2.0\",\"id\":" + request.path("id") + ",\"result\":" + result + "}");
            var bytes = text.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
