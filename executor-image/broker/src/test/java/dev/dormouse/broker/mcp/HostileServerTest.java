/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dormouse.broker.model.AnswerRoom;
import dev.dormouse.broker.model.SendOutcome;
import dev.dormouse.broker.model.ToolServer.ToolRequest;
import dev.dormouse.broker.secrets.Keyring;
import dev.dormouse.crds.plan.ServerPlan.Reach;
import dev.dormouse.wire.Json;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a server may try on the memory, the time and the words of a broker. */
@Timeout(120)
class HostileServerTest {
    private static final String MANY = "[" + "{},".repeat(500_000) + "{}]";

    private final RawServer server;
    private final McpToolServer client;

    HostileServerTest() throws IOException {
        server = new RawServer();
        client = Client.to(server.endpoint());
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        server.close();
    }

    private SendOutcome send(String key) {
        return client.send(new ToolRequest(
                "t", Json.tree("{}"), Optional.of(key), Duration.ofSeconds(30), new AnswerRoom().ticket()));
    }

    private static String result(long id, String json) {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":" + json + "}";
    }

    @Test
    void anAnswerOfMoreValuesThanMemoryHoldsIsNotBuilt() {
        // given
        server.on(
                "tools/call",
                (request, wire) -> request.key().equals("json")
                        ? wire.json(200, "", result(request.id(), "{\"structuredContent\":" + MANY + "}"))
                        : wire.events("data: " + result(request.id(), "{\"structuredContent\":" + MANY + "}") + "\n\n")
                                && wire.endOfEvents());
        // when, then
        var refused = new SendOutcome.Unknown(Failures.BEYOND_BOUNDS);
        assertThat(send("json")).isEqualTo(refused);
        assertThat(send("stream")).isEqualTo(refused);
    }

    @Test
    void aTextOfMoreValuesThanMemoryHoldsStaysText() {
        // given
        server.on("tools/call", (request, wire) -> wire.json(200, "", RawServer.text(request.id(), MANY)));
        // when, then
        assertThat(send("key-1")).isEqualTo(Client.ok("\"" + MANY + "\""));
    }

    @Test
    void aListOfToolsOfMoreValuesThanMemoryHoldsIsNotBuilt() {
        // given
        server.on(
                "tools/list", (request, wire) -> wire.json(200, "", result(request.id(), "{\"tools\":" + MANY + "}")));
        // when, then
        assertThatThrownBy(client::listTools).hasMessageContaining("more than 400000 values");
    }

    @Test
    void aStatusLineOfGarbageIsSaidInOneShortLine() {
        // given
        var garbage = "\u001b[2Jx".repeat(20_000) + "\r\n\r\n";
        server.on("tools/call", (request, wire) -> wire.raw(garbage));
        // when, then
        assertThat(send("key-1"))
                .isInstanceOfSatisfying(
                        SendOutcome.Unknown.class,
                        unknown ->
                                assertThat(unknown.why()).hasSizeBetween(1, 500).doesNotContainPattern("\\p{Cc}"));
    }

    @Test
    void whatAServerSaysInsteadOfASessionIsSaidInOneShortLine() {
        // given
        var error = "{\"code\":1,\"message\":\"" + "\\u001b[2Jx".repeat(20_000) + "\"}";
        server.on(
                "initialize",
                (request, wire) ->
                        wire.json(200, "", result(request.id(), "{}").replace("\"result\":{}", "\"error\":" + error)));
        // when, then
        assertThatThrownBy(client::listTools)
                .message()
                .startsWith("McpServer books at ")
                .hasSizeLessThan(600)
                .doesNotContainPattern("\\p{Cc}");
    }

    @Test
    void halfACredentialInACutTextIsNotShown() {
        // given: cut at 500 characters, the value would be cut in two
        server.on(
                "initialize",
                (request, wire) ->
                        wire.json(400, "", "{\"error\":{\"message\":\"" + "x".repeat(494) + "secret-token\"}}"));
        // when, then
        assertThatThrownBy(client::listTools).message().contains("400").doesNotContain("secre");
    }

    @Test
    void aListOfToolsWithoutEndIsGivenUpAfterSomeTime() {
        // given
        server.on("tools/list", (request, wire) -> {
            LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
            return wire.json(200, "", page(request, "{}"));
        });
        // when
        try (var impatient = new McpToolServer(
                Client.plan(server.endpoint(), Reach.LOOPBACK),
                new Keyring(key -> key.key().equals("token") ? Optional.of("secret-token") : Optional.empty()),
                Duration.ofSeconds(1))) {
            // then
            assertThatThrownBy(impatient::list).hasMessageContaining("no answer within ");
        }
    }

    @Test
    void ofAListOfManyLargePagesOnlyTheFirstAreRead() throws Exception {
        // given
        var large = "\"" + "x".repeat(3_000_000) + "\"";
        server.on("tools/list", (request, wire) -> wire.json(200, "", page(request, large)));
        // when
        var listing = client.list();
        // then
        assertThat(server.received("tools/list")).hasSize(2);
        assertThat(listing.tools()).hasSize(1);
        assertThat(listing.leftOut()).anyMatch(why -> why.startsWith("the pages after these 2 tools"));
    }

    private static String page(RawServer.Received request, String description) {
        int n = request.body().path("params").path("cursor").asInt(0) + 1;
        return result(
                request.id(),
                "{\"nextCursor\":\"" + n + "\",\"tools\":[{\"name\":\"t" + n + "\",\"description\":" + description
                        + "}]}");
    }

    @Test
    void ofThousandsOfQuestionsInACallAFewAreAnswered() {
        // given: the answers to them are never taken note of
        server.on("?", (request, wire) -> true);
        server.on(
                "tools/call",
                (request, wire) -> wire.events(
                                "data: {\"jsonrpc\":\"2.0\",\"id\":\"q\",\"method\":\"ping\"}\n\n".repeat(5000),
                                "data: " + RawServer.text(request.id(), "done") + "\n\n")
                        && wire.endOfEvents());
        // when, then
        assertThat(send("key-1")).isEqualTo(Client.ok("\"done\""));
        assertThat(server.connections()).isLessThanOrEqualTo(2 + Questions.MOST_OPEN);
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "256, 1", "257, 0"})
    void aQuestionIsAnsweredWhenItsIdIsOne(int length, int answers) {
        var question = Json.tree("{\"id\":\"" + "x".repeat(length) + "\",\"method\":\"ping\"}");

        assertThat(ServerRequests.answer(question).stream()).hasSize(answers);
    }

    @Test
    void theNameOfAnUnknownMethodIsNotRepeatedAtAnyLength() {
        var question = Json.tree("{\"id\":1,\"method\":\"" + "x".repeat(100_000) + "\"}");

        assertThat(Json.text(ServerRequests.answer(question).orElseThrow())).hasSizeLessThan(300);
    }

    @Test
    void thereAreAThousandAnswersInACall() {
        var questions = new Questions();
        for (int i = 0; i < Questions.MOST; i++) {
            assertThat(questions.take()).isTrue();
            questions.answered();
        }
        assertThat(questions.take()).isFalse();
    }
}
