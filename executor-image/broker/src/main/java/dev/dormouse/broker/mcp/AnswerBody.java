/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.mcp;

import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.dormouse.broker.model.AnswerRoom;
import dev.dormouse.wire.Json;
import io.modelcontextprotocol.spec.McpSchema;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Reads the one JSON-RPC answer with the id that was asked for, out of a JSON body or out of an event stream. A body
 * without that answer is an error, never an empty success.
 */
final class AnswerBody implements BodyHandler<Optional<JsonNode>> {
    /** A larger answer is refused. */
    static final long MAX_BYTES = 24L * 1024 * 1024;

    /** Of a list of tools, which nobody asked for in this size and which is kept whole. */
    static final long MAX_LIST_BYTES = 8L * 1024 * 1024;

    private static final long DRAIN_SECONDS = 2;

    private final long id;
    private final long limit;
    private final AnswerRoom.Ticket room;
    private final Consumer<JsonNode> others;

    /**
     * @param id of the answer
     * @param limit of bytes
     * @param room for the answer, should it be large
     * @param others is told every other message of an event stream, on the thread that reads it
     */
    AnswerBody(long id, long limit, AnswerRoom.Ticket room, Consumer<JsonNode> others) {
        this.id = id;
        this.limit = limit;
        this.room = room;
        this.others = others;
    }

    /** How large the answer to this message may be. */
    static long limit(JsonNode message) {
        return message.path("method").asText().equals(McpSchema.METHOD_TOOLS_LIST) ? MAX_LIST_BYTES : MAX_BYTES;
    }

    @Override
    public BodySubscriber<Optional<JsonNode>> apply(ResponseInfo response) {
        return new RoomyBody<>(reader(response), room);
    }

    private BodySubscriber<Optional<JsonNode>> reader(ResponseInfo response) {
        if (response.statusCode() != 200) {
            return new Collector(id, limit, false);
        }
        var type = response.headers().firstValue("Content-Type").orElse("").strip();
        return type.regionMatches(true, 0, "text/event-stream", 0, "text/event-stream".length())
                ? new EventReader(id, limit, others)
                : new Collector(id, limit, true);
    }

    private static Optional<JsonNode> answerIn(JsonNode message, long id) {
        if (message.isArray()) {
            for (var one : message) {
                if (answers(one, id)) {
                    return Optional.of(one);
                }
            }
            return Optional.empty();
        }
        return answers(message, id) ? Optional.of(message) : Optional.empty();
    }

    private static boolean answers(JsonNode message, long id) {
        var theirs = message.path("id");
        return theirs.isIntegralNumber()
                && theirs.canConvertToLong()
                && theirs.longValue() == id
                && (message.path("result").isObject() || message.path("error").isObject());
    }

    private static String notJson(String what, UncheckedIOException e) {
        return e.getCause() instanceof StreamConstraintsException ? Failures.TOO_DEEP : what + " isn't JSON";
    }

    /** The body was read and isn't what was asked for. */
    static final class NotAnAnswerException extends IOException {
        private static final long serialVersionUID = 1L;

        NotAnAnswerException(String message) {
            super(message);
        }
    }

    /** Reads to the end; of an error only the JSON of its beginning, if it is any, is of interest. */
    private static final class Collector implements BodySubscriber<Optional<JsonNode>> {
        private final BodySubscriber<byte[]> bytes = BodySubscribers.ofByteArray();
        private final long id;
        private final long limit;
        private final boolean mustAnswer;
        private final CompletableFuture<Subscription> stream = new CompletableFuture<>();
        private long size;

        Collector(long id, long limit, boolean mustAnswer) {
            this.id = id;
            this.limit = limit;
            this.mustAnswer = mustAnswer;
        }

        @Override
        public CompletionStage<Optional<JsonNode>> getBody() {
            return bytes.getBody().thenCompose(this::read);
        }

        private CompletionStage<Optional<JsonNode>> read(byte[] body) {
            try {
                var message = Json.read(body, JsonNode.class);
                return !mustAnswer || answerIn(message, id).isPresent()
                        ? CompletableFuture.completedFuture(mustAnswer ? answerIn(message, id) : Optional.of(message))
                        : failed("the answer has another id, or neither result nor error");
            } catch (UncheckedIOException e) {
                return mustAnswer
                        ? failed(body.length == 0 ? "the answer is empty" : notJson("the answer", e))
                        : CompletableFuture.completedFuture(Optional.empty());
            }
        }

        private static CompletionStage<Optional<JsonNode>> failed(String why) {
            return CompletableFuture.failedFuture(new NotAnAnswerException(why));
        }

        @Override
        public void onSubscribe(Subscription subscription) {
            stream.complete(subscription);
            bytes.onSubscribe(subscription);
        }

        @Override
        public void onNext(List<ByteBuffer> buffers) {
            size += buffers.stream().mapToLong(ByteBuffer::remaining).sum();
            if (size > limit) {
                stream.thenAccept(Subscription::cancel);
                onError(new NotAnAnswerException("the answer is larger than " + limit / 1024 / 1024 + " MiB"));
            } else {
                bytes.onNext(buffers);
            }
        }

        @Override
        public void onError(Throwable cause) {
            bytes.onError(cause);
        }

        @Override
        public void onComplete() {
            bytes.onComplete();
        }
    }

    /**
     * Answers as soon as the event is there. The rest of the stream is read for a moment longer, since a stream that
     * ends leaves its connection usable and one that is cut doesn't.
     */
    private static final class EventReader implements BodySubscriber<Optional<JsonNode>> {
        private final CompletableFuture<Optional<JsonNode>> answer = new CompletableFuture<>();
        private final CompletableFuture<Subscription> stream = new CompletableFuture<>();
        private final SseParser parser = new SseParser(this::event);
        private final long id;
        private final long limit;
        private final Consumer<JsonNode> others;
        private long size;

        EventReader(long id, long limit, Consumer<JsonNode> others) {
            this.id = id;
            this.limit = limit;
            this.others = others;
        }

        @Override
        public CompletionStage<Optional<JsonNode>> getBody() {
            return answer;
        }

        @Override
        public void onSubscribe(Subscription subscription) {
            stream.complete(subscription);
            subscription.request(Long.MAX_VALUE);
        }

        private void event(String data) {
            try {
                var message = Json.tree(data);
                var found = answerIn(message, id);
                if (found.isEmpty()) {
                    others.accept(message);
                } else if (answer.complete(found)) {
                    CompletableFuture.delayedExecutor(DRAIN_SECONDS, TimeUnit.SECONDS)
                            .execute(this::cut);
                }
            } catch (UncheckedIOException e) {
                fail(notJson("an event of the answer", e));
            }
        }

        @Override
        public void onNext(List<ByteBuffer> buffers) {
            size += buffers.stream().mapToLong(ByteBuffer::remaining).sum();
            if (size > limit) {
                fail("the answer is larger than " + limit / 1024 / 1024 + " MiB");
            } else {
                buffers.forEach(parser::feed);
            }
        }

        private void fail(String why) {
            answer.completeExceptionally(new NotAnAnswerException(why));
            cut();
        }

        private void cut() {
            stream.thenAccept(Subscription::cancel);
        }

        @Override
        public void onError(Throwable cause) {
            answer.completeExceptionally(cause);
        }

        @Override
        public void onComplete() {
            answer.completeExceptionally(new NotAnAnswerException("the stream ended without the answer"));
        }
    }
}
