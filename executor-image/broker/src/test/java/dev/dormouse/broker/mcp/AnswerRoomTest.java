/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dormouse.broker.model.AnswerRoom;
import dev.dormouse.broker.model.ToolServer.ToolRequest;
import dev.dormouse.broker.secrets.MountedSecrets;
import dev.dormouse.wire.Json;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Large answers over the wire, as JSON and as event streams: one at a time, and small ones pass it. */
@Timeout(180)
class AnswerRoomTest {
    private static final int CONNECTIONS = 32;
    private static final String LARGE = "x".repeat(4 * 1024 * 1024);

    @TempDir
    private Path secrets;

    private final AnswerRoom room = new AnswerRoom();
    /** Sizes that were asked for. */
    private final Set<String> written = ConcurrentHashMap.newKeySet();

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private RawServer server;
    private McpToolServer client;

    @BeforeEach
    void open() throws IOException {
        Files.createDirectories(secrets.resolve("books"));
        Files.writeString(secrets.resolve("books/token"), "first-token");
        server = new RawServer();
        server.on("tools/call", (request, wire) -> {
            var size = request.body().at("/params/arguments/size").asText();
            if (size.equals("stalled")) {
                return wire.raw("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 9000000\r\n\r\n"
                        + "x".repeat(2 * AnswerRoom.SMALL));
            }
            var answer = RawServer.text(request.id(), size.equals("small") ? "small" : LARGE);
            boolean done = size.endsWith("stream")
                    ? wire.events("data: " + answer + "\n\n") && (size.startsWith("open") || wire.endOfEvents())
                    : wire.json(200, "", answer);
            written.add(size);
            return done;
        });
        client = Client.to(server.endpoint(), new MountedSecrets(secrets));
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        server.close();
        threads.shutdownNow();
    }

    @Test
    void whileALargeAnswerIsDealtWithTheNextOneStaysInItsConnection() throws Exception {
        for (var size : new String[] {"json", "stream"}) {
            try (var first = room.ticket();
                    var second = room.ticket()) {
                // given
                assertThat(ask(size, first).get()).isEqualTo("Ok");
                // when
                var waiting = ask("second " + size, second);
                try (var third = room.ticket()) {
                    assertThat(ask("small", third).get()).isEqualTo("Ok");
                }
                // then: its server can't get rid of it
                assertThat(written).doesNotContain("second " + size);
                assertThat(waiting.isDone()).isFalse();
                first.close();
                assertThat(waiting.get()).isEqualTo("Ok");
            }
        }
    }

    @Test
    void whoGivesUpWaitingLetsTheNextOneIn() throws Exception {
        // given
        var entered = new CountDownLatch(1);
        var first = room.ticket();
        var second = room.ticket();
        var third = room.ticket();
        first.enter(() -> {});
        second.enter(() -> {
            throw new AssertionError("it had given up");
        });
        third.enter(entered::countDown);
        // when
        second.close();
        first.close();
        // then
        entered.await();
        third.close();
        third.close();
        var after = new CountDownLatch(1);
        room.ticket().enter(after::countDown);
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> after.getCount() == 0);
    }

    @Test
    void anAnswerThatStopsHalfwayMakesRoomForTheOthers() throws Exception {
        var impatient = new AnswerRoom(Duration.ofSeconds(6));
        try (var first = impatient.ticket();
                var second = impatient.ticket()) {
            // given
            var stalled = ask("stalled", first);
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(first::isInside);
            // when
            var next = ask("json", second);
            // then
            assertThat(next.get()).isEqualTo("Ok");
            assertThat(stalled.get()).isEqualTo("Unknown");
        }
    }

    /** Connections stay, for the next call; and a server may leave a stream open for a while after the answer. */
    @ParameterizedTest
    @ValueSource(strings = {"json", "stream", "open stream"})
    void nothingIsHeldOfAnswersThatAreDealtWith(String size) throws Exception {
        // given
        long before = heapInUse();
        // when: all of them come at once, each in a connection of its own
        var answers = new ArrayList<Future<String>>();
        try (var earlier = room.ticket()) {
            earlier.enter(() -> {});
            for (int i = 0; i < CONNECTIONS; i++) {
                answers.add(threads.submit(() -> {
                    try (var ticket = room.ticket()) {
                        return ask(size, ticket).get();
                    }
                }));
            }
            Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> server.connections() >= CONNECTIONS);
        }
        for (var answer : answers) {
            assertThat(answer.get()).isEqualTo("Ok");
        }
        // then: the last one or two may not be let go yet, which are five times their size while they are read
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(heapInUse() - before).isLessThan(CONNECTIONS * LARGE.length() / 2));
    }

    private static long heapInUse() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private Future<String> ask(String size, AnswerRoom.Ticket ticket) {
        var arguments = Json.tree("{\"size\":\"" + size + "\"}");
        return threads.submit(() -> Client.kind(
                client.send(new ToolRequest("t", arguments, Optional.empty(), Duration.ofMinutes(2), ticket))));
    }
}
