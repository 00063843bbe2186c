/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dormouse.broker.model.SendOutcome;
import dev.dormouse.broker.model.ToolServer.ServerUnavailableException;
import dev.dormouse.broker.model.ToolServer.ToolDescription;
import dev.dormouse.broker.secrets.MountedSecrets;
import dev.dormouse.crds.plan.ServerPlan.SecretKey;
import dev.dormouse.wire.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SessionTest {
    @TempDir
    Path secrets;

    private final RawServer server;

    SessionTest() throws IOException {
        server = new RawServer()
                .on("tools/call", (request, wire) -> wire.json(200, "", RawServer.text(request.id(), "done")));
    }

    @BeforeEach
    void secret() throws IOException {
        put("first-token\n");
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    private void put(String value) throws IOException {
        Files.createDirectories(secrets.resolve("books"));
        Files.writeString(secrets.resolve("books/token"), value);
    }

    private McpToolServer client() {
        return Client.to(server.endpoint(), new MountedSecrets(secrets));
    }

    @Test
    void parallelCallsShareOneSession() throws Exception {
        try (var client = client()) {
            // when
            var outcomes = HonestOutcomesTest.inParallel(64, i -> () -> client.send(Client.call("key-" + i)));
            // then
            assertThat(outcomes).containsOnly(Client.ok("\"done\""));
        }
        assertThat(server.received("initialize")).hasSize(1);
        assertThat(server.received("notifications/initialized")).hasSize(1);
        assertThat(server.received("tools/call"))
                .hasSize(64)
                .allSatisfy(request -> assertThat(request.headers())
                        .containsEntry("mcp-session-id", "s1")
                        .containsEntry("mcp-protocol-version", "2025-11-25")
                        .containsEntry("authorization", "Bearer first-token"));
    }

    @Test
    void twoBrokersAtOneServerUseOtherIds() {
        // when
        for (var key : List.of("of one task", "of another")) {
            try (var client = client()) {
                client.send(Client.call(key));
            }
        }
        // then
        assertThat(server.received("tools/call"))
                .extracting(RawServer.Received::id)
                .doesNotHaveDuplicates()
                .allSatisfy(id -> assertThat(id).isBetween(1L, (long) Integer.MAX_VALUE));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "roots/list             | {\"roots\":[]}         | result",
                "elicitation/create     | {\"action\":\"decline\"} | result",
                "ping                   | {}                     | result",
                "sampling/createMessage | -32600                 | error",
                "tasks/unheard-of       | -32601                 | error",
            })
    void whatTheServerAsksInTheMiddleOfACallIsAnswered(String method, String expected, String field) {
        // given
        server.on("?", (request, wire) -> wire.raw("HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n"));
        server.on("tools/call", (request, wire) -> {
            wire.events("data: {\"jsonrpc\":\"2.0\",\"id\":\"q1\",\"method\":\"" + method + "\",\"params\":{}}\n\n");
            while (server.received("?").isEmpty()) {
                Thread.onSpinWait();
            }
            return wire.event("data: " + RawServer.text(request.id(), "done") + "\n\n") && wire.endOfEvents();
        });
        try (var client = client()) {
            // when, then
            assertThat(client.send(Client.call("key-1"))).isEqualTo(Client.ok("\"done\""));
        }
        var answer = server.received("?").getFirst();
        assertThat(answer.headers()).containsEntry("mcp-session-id", "s1");
        assertThat(answer.body().path("id").asText()).isEqualTo("q1");
        var said = answer.body().path(field);
        assertThat(said.has("code") ? said.path("code") : said).isEqualTo(dev.dormouse.wire.Json.tree(expected));
    }

    @Test
    void theAnswerIsFoundAmongOtherEventsOfTheStream() {
        // given
        server.on(
                "tools/call",
                (request, wire) -> wire.events(
                                "event: message\r\nid: 1\r\ndata: {\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\",\"params\":{}}\r\n\r\n",
                                "data: {\"jsonrpc\":\"2.0\",\"id\":" + request.id()
                                        + ",\"method\":\"ping\"}\n\n: comment\n",
                                "data: {\"jsonrpc\":\"2.0\",\"id\":" + request.id()
                                        + ",\ndata: \"result\":{\"structuredContent\":{\"sum\":\"\u00fc\"}}}\n\n")
                        && wire.endOfEvents());
        try (var client = client()) {
            // when, then
            assertThat(client.send(Client.call("key-1"))).isEqualTo(Client.ok("{\"sum\":\"\u00fc\"}"));
            assertThat(client.send(Client.call("key-2"))).isEqualTo(Client.ok("{\"sum\":\"\u00fc\"}"));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "404 | {}",
                "400 | {\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-32000,\"message\":\"Bad Request: No valid session ID provided\"}}"
            })
    void aForgottenSessionIsBegunAgainByTheNextCall(int status, String body) {
        // given
        var forgotten = new AtomicInteger(1);
        server.on(
                "tools/call",
                (request, wire) -> forgotten.getAndDecrement() > 0
                        ? wire.json(status, "", body)
                        : wire.json(200, "", RawServer.text(request.id(), "done")));
        try (var client = client()) {
            // when, then
            assertThat(Client.kind(client.send(Client.call("key-1")))).isEqualTo("NotSent");
            assertThat(Client.kind(client.send(Client.call("key-1")))).isEqualTo("Ok");
        }
        assertThat(server.received("initialize")).hasSize(2);
    }

    @Test
    void afterARefusalTheSecretIsReadAgain() throws IOException {
        // given
        server.on(
                "tools/call",
                (request, wire) ->
                        request.headers().getOrDefault("authorization", "").equals("Bearer second-token")
                                ? wire.json(200, "", RawServer.text(request.id(), "done"))
                                : wire.json(401, "", "{}"));
        try (var client = client()) {
            // when
            var refused = client.send(Client.call("key-1"));
            put("second-token\n");
            var accepted = client.send(Client.call("key-2"));
            // then
            assertThat(List.of(Client.kind(refused), Client.kind(accepted)))
                    .containsExactly("Failed CredentialsRefused", "Ok");
        }
        assertThat(server.callsByKey()).isEqualTo(Map.of("key-1", 1L, "key-2", 1L));
    }

    @Test
    void aMissingOrEmptySecretIsNamedAndNothingIsSent() throws IOException {
        // given
        put("\n");
        try (var client = client()) {
            // when, then
            assertThatThrownBy(client::listTools)
                    .isInstanceOf(ServerUnavailableException.class)
                    .hasMessageContaining("key token of Secret books: is empty");
            Files.delete(secrets.resolve("books/token"));
            assertThatThrownBy(client::listTools).hasMessageContaining("key token of Secret books: is missing");
            assertThat(Client.kind(client.send(Client.call("key-1")))).isEqualTo("Failed SecretMissing");
        }
        assertThat(server.received("initialize")).isEmpty();
    }

    @Test
    void aSecretThatCannotStandInAHeaderIsNotPrinted() throws IOException {
        // given
        put("sec\nret");
        try (var client = client()) {
            // when, then
            assertThatThrownBy(client::listTools)
                    .hasMessageContaining("can't stand in a header")
                    .hasMessageNotContaining("sec\n");
        }
    }

    @Test
    void aMountedSecretIsFound() throws IOException {
        assertThat(new MountedSecrets(secrets).content(new SecretKey("books", "token")))
                .contains("first-token\n");
        assertThat(new MountedSecrets(secrets).content(new SecretKey("books", "other")))
                .isEmpty();
    }

    @Test
    void aRotatedSecretIsUsedByTheNextCallInASessionOfItsOwn() throws IOException {
        try (var client = client()) {
            // when
            client.send(Client.call("key-1"));
            put("second-token");
            client.send(Client.call("key-2"));
            client.send(Client.call("key-3"));
        }
        // then
        assertThat(server.received("tools/call"))
                .extracting(request -> request.headers().get("authorization"))
                .containsExactly("Bearer first-token", "Bearer second-token", "Bearer second-token");
        assertThat(server.received("initialize")).hasSize(2);
    }

    @Test
    void aSecretThatVanishesWhileThePodRunsRefusesTheCall() throws IOException {
        try (var client = client()) {
            // given
            client.send(Client.call("key-1"));
            Files.delete(secrets.resolve("books/token"));
            // when, then
            assertThat(client.send(Client.call("key-2")))
                    .isEqualTo(new SendOutcome.Answered(new Outcome.Failed(
                            "SecretMissing",
                            "key token of Secret books: is missing; make it: kubectl create secret generic books"
                                    + " --from-literal=token=...; nothing was sent",
                            null)));
        }
        assertThat(server.callsByKey()).containsOnlyKeys("key-1");
    }

    @Test
    void aCallWhoseTimeIsOverOnceTheSessionStandsIsNotSent() {
        // given
        var good = new AtomicBoolean(true);
        server.on("initialize", (request, wire) -> {
            good.set(false);
            return wire.json(200, "Mcp-Session-Id: s1\r\n", RawServer.initialized(request.id()));
        });
        try (var client = client()) {
            // when
            var late = client.send(Client.call("key-1").onlyWhile(good::get));
            good.set(true);
            var inTime = client.send(Client.call("key-2").onlyWhile(good::get));
            // then
            assertThat(List.of(Client.kind(late), Client.kind(inTime))).containsExactly("NotSent", "Ok");
        }
        assertThat(server.callsByKey()).isEqualTo(Map.of("key-2", 1L));
    }

    @Test
    void aCallWhoseTimeIsOverOnceTheConnectionStandsIsNotSent() {
        // given
        var looks = new AtomicInteger();
        try (var client = client()) {
            // when
            var late = client.send(Client.call("key-1").onlyWhile(() -> looks.incrementAndGet() == 1));
            // then
            assertThat(Client.kind(late)).isEqualTo("NotSent");
        }
        assertThat(looks.get()).isGreaterThan(1);
        assertThat(server.callsByKey()).isEmpty();
    }

    @Test
    void allPagesOfToolsAreListed() throws ServerUnavailableException {
        // given
        server.on("tools/list", (request, wire) -> wire.json(200, "", page(request)));
        try (var client = client()) {
            // when
            var tools = client.listTools();
            // then
            assertThat(tools).extracting(ToolDescription::name).containsExactly("t0", "t1", "t2");
            assertThat(tools.getFirst().readOnlyHint()).isTrue();
            assertThat(tools.getFirst().outputSchema()).isNull();
        }
    }

    private static String page(RawServer.Received request) {
        var n = Integer.parseInt(request.body().path("params").path("cursor").asText("0"));
        var next = n < 2 ? ",\"nextCursor\":\"" + (n + 1) + "\"" : "";
        return "{\"jsonrpc\":\"2.0\",\"id\":" + request.id() + ",\"result\":{\"tools\":[{\"name\":\"t" + n
                + "\",\"inputSchema\":{\"type\":\"object\"},\"annotations\":{\"readOnlyHint\":true}}]" + next + "}}";
    }

    @Test
    void aServerThatIsNotMcpIsNamed() {
        // given
        server.on("initialize", (request, wire) -> wire.json(200, "", "<html>welcome</html>"));
        try (var client = client()) {
            // when, then
            assertThatThrownBy(client::listTools).hasMessageContainingAll("McpServer books at http://", "isn't JSON");
        }
    }

    @Test
    void anUnknownProtocolVersionIsRefused() {
        // given
        server.on(
                "initialize",
                (request, wire) ->
                        wire.json(200, "", RawServer.initialized(request.id()).replace("2025-11-25", "2031-01-01")));
        try (var client = client()) {
            // when, then
            assertThatThrownBy(client::listTools).hasMessageContaining("2031-01-01");
        }
    }

    @Test
    void anAnswerAboveTheCapIsRefused() {
        // given
        server.on("tools/call", (request, wire) -> {
            wire.raw("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n");
            var chunk = "100000\r\n" + " ".repeat(0x100000) + "\r\n";
            for (var i = 0; i < 26; i++) {
                wire.raw(chunk);
            }
            return wire.raw("0\r\n\r\n");
        });
        try (var client = client()) {
            // when, then
            assertThat(client.send(new dev.dormouse.broker.model.ToolServer.ToolRequest(
                            "t",
                            dev.dormouse.wire.Json.tree("{}"),
                            java.util.Optional.empty(),
                            java.time.Duration.ofSeconds(30),
                            new dev.dormouse.broker.model.AnswerRoom().ticket())))
                    .isEqualTo(new dev.dormouse.broker.model.SendOutcome.Unknown("the answer is larger than 24 MiB"));
        }
    }
}
