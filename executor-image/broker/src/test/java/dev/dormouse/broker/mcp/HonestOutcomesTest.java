/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dormouse.broker.mcp.RawServer.Behaviour;
import dev.dormouse.broker.model.SendOutcome;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each way in which a server can fail yields the outcome of protocol §4, and never a second request. */
class HonestOutcomesTest {
    private final RawServer server;
    private final McpToolServer client;

    HonestOutcomesTest() throws IOException {
        server = new RawServer();
        client = Client.to(server.endpoint());
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        server.close();
    }

    static Stream<Arguments> failures() {
        return Stream.of(
                failure("reset after the body", "Unknown", (request, wire) -> wire.reset()),
                failure("closed without a word", "Unknown", (request, wire) -> false),
                failure("200 without a body", "Unknown", (request, wire) -> wire.json(200, "", "")),
                failure(
                        "202 without an answer",
                        "Unknown",
                        (request, wire) -> wire.raw("HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n")),
                failure("garbage as JSON", "Unknown", (request, wire) -> wire.json(200, "", "<html>hello</html>")),
                failure("garbage as HTTP", "Unknown", (request, wire) -> wire.raw("hello\r\n\r\n") && wire.reset()),
                failure(
                        "answer to something else",
                        "Unknown",
                        (request, wire) -> wire.json(200, "", RawServer.text(request.id() + 1, "x"))),
                failure(
                        "neither result nor error",
                        "Unknown",
                        (request, wire) -> wire.json(200, "", "{\"jsonrpc\":\"2.0\",\"id\":" + request.id() + "}")),
                failure(
                        "body cut",
                        "Unknown",
                        (request, wire) -> wire.raw(
                                        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{\"json")
                                && wire.reset()),
                failure(
                        "stream cut",
                        "Unknown",
                        (request, wire) -> wire.events(": hi\n\n", "data: {\"jsonrpc\"") && wire.reset()),
                failure(
                        "stream without the answer",
                        "Unknown",
                        (request, wire) -> wire.events("data: " + RawServer.text(request.id() + 1, "x") + "\n\n")
                                && wire.endOfEvents()),
                failure(
                        "garbage in the stream",
                        "Unknown",
                        (request, wire) -> wire.events("data: hello\n\n") && wire.endOfEvents()),
                failure("too slow", "Unknown", (request, wire) -> {
                    Thread.sleep(Duration.ofSeconds(10));
                    return false;
                }),
                failure("408", "Unknown", (request, wire) -> wire.json(408, "", "")),
                failure("500", "Unknown", (request, wire) -> wire.json(500, "", "{}")),
                failure("502", "Unknown", (request, wire) -> wire.json(502, "", "<html>Bad Gateway</html>")),
                failure("307", "Failed RedirectRefused", (request, wire) -> wire.json(307, "Location: /mcp\r\n", "")),
                failure(
                        "308 elsewhere",
                        "Failed RedirectRefused",
                        (request, wire) -> wire.json(308, "Location: http://127.0.0.2/\r\n", "")),
                failure("400", "Failed HttpError", (request, wire) -> wire.json(400, "", "{}")),
                failure(
                        "401",
                        "Failed CredentialsRefused",
                        (request, wire) -> wire.json(401, "WWW-Authenticate: Basic realm=x\r\n", "{}")),
                failure("403", "Failed Forbidden", (request, wire) -> wire.json(403, "", "{}")),
                failure("404 of a known session", "NotSent", (request, wire) -> wire.json(404, "", "{}")),
                failure(
                        "JSON-RPC error",
                        "Failed ToolError",
                        (request, wire) -> wire.json(
                                200,
                                "",
                                "{\"jsonrpc\":\"2.0\",\"id\":" + request.id()
                                        + ",\"error\":{\"code\":-32602,\"message\":\"Unknown tool\"}}")),
                failure(
                        "isError",
                        "Failed ToolError",
                        (request, wire) -> wire.json(
                                200,
                                "",
                                RawServer.text(request.id(), "no")
                                        .replace("\"result\":{", "\"result\":{\"isError\":true,"))));
    }

    private static Arguments failure(String name, String outcome, Behaviour behaviour) {
        return Arguments.of(name, outcome, behaviour);
    }

    @ParameterizedTest(name = "{0} is {1}")
    @MethodSource("failures")
    void everyFailureIsSaidAndNothingIsRepeated(String name, String outcome, Behaviour behaviour) {
        // given
        server.on("tools/call", behaviour);
        // when
        var timeout = Duration.ofSeconds(name.equals("too slow") ? 2 : 20);
        var first = client.send(Client.call("key-1", timeout));
        var second = client.send(Client.call("key-2", timeout));
        // then
        assertThat(List.of(Client.kind(first), Client.kind(second))).containsExactly(outcome, outcome);
        assertThat(server.callsByKey())
                .containsOnlyKeys("key-1", "key-2")
                .allSatisfy((key, times) -> assertThat(times).isEqualTo(1));
    }

    @Test
    void aResetBeforeTheBodyWasReadLeavesTheCallInDoubt() {
        // given
        client.send(Client.call("warm-up"));
        server.on("before body", (request, wire) -> wire.bodyBegins() && wire.reset());
        // when, then
        assertThat(client.send(Client.call("key-1"))).isInstanceOf(SendOutcome.Unknown.class);
        assertThat(client.send(Client.call("key-2"))).isInstanceOf(SendOutcome.Unknown.class);
    }

    @Test
    void aRefusedConnectionSendsNothing() throws IOException {
        // given
        server.on(
                "tools/call",
                (request, wire) -> !wire.json(200, "Connection: close\r\n", RawServer.text(request.id(), "ok")));
        client.send(Client.call("warm-up"));
        server.refuse();
        // when
        var first = client.send(Client.call("key-1"));
        var second = client.send(Client.call("key-2"));
        // then
        assertThat(first).isInstanceOf(SendOutcome.NotSent.class);
        assertThat(second).isInstanceOf(SendOutcome.NotSent.class);
        assertThat(server.callsByKey()).containsOnlyKeys("warm-up");
    }

    @Test
    void aHostThatDoesNotExistSendsNothing() {
        // given
        try (var nowhere = Client.to(URI.create("http://nowhere.invalid/mcp"))) {
            // when
            var outcome = nowhere.send(Client.call("key-1"));
            // then
            assertThat(outcome).isEqualTo(new SendOutcome.NotSent("the host name can't be resolved"));
        }
    }

    @Test
    void aFailedTlsHandshakeSendsNothing() {
        // given
        try (var tls = Client.to(URI.create(server.endpoint().toString().replace("http:", "https:")))) {
            // when
            var outcome = tls.send(Client.call("key-1"));
            // then
            assertThat(outcome).isInstanceOf(SendOutcome.NotSent.class);
            assertThat(server.callsByKey()).isEmpty();
        }
    }

    @Test
    void oneRefusalAmidParallelCallsTouchesNoOther() throws Exception {
        // given
        var turn = new AtomicInteger();
        server.on(
                "tools/call",
                (request, wire) -> turn.incrementAndGet() % 20 == 10
                        ? wire.json(
                                400,
                                "",
                                "{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-32000,\"message\":\"Bad Request\"}}")
                        : wire.json(200, "", RawServer.text(request.id(), "{\"ok\":true}")));
        // when
        var outcomes = inParallel(40, i -> () -> client.send(Client.call("key-" + i)));
        // then
        assertThat(outcomes.stream().filter(Client.ok("{\"ok\":true}")::equals)).hasSize(38);
        assertThat(outcomes.stream().map(Client::kind).filter("Failed HttpError"::equals))
                .hasSize(2);
        assertThat(server.callsByKey())
                .hasSize(40)
                .allSatisfy((key, times) -> assertThat(times).isEqualTo(1));
    }

    @Test
    void aCallThatIsCancelledIsInDoubt() throws Exception {
        // given
        var arrived = new java.util.concurrent.CountDownLatch(1);
        server.on("tools/call", (request, wire) -> {
            arrived.countDown();
            Thread.sleep(Duration.ofSeconds(10));
            return false;
        });
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var call = threads.submit(() -> client.send(Client.call("key-1")));
            arrived.await();
            // when
            client.close();
            // then
            assertThat(call.get()).isInstanceOf(SendOutcome.Unknown.class);
            assertThat(client.send(Client.call("key-2"))).isInstanceOf(SendOutcome.NotSent.class);
        }
    }

    static <T> List<T> inParallel(int calls, java.util.function.IntFunction<Callable<T>> call)
            throws InterruptedException, ExecutionException {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var results = new ArrayList<T>();
            for (Future<T> result : IntStream.range(0, calls)
                    .mapToObj(i -> threads.submit(call.apply(i)))
                    .toList()) {
                results.add(result.get());
            }
            return results;
        }
    }
}
