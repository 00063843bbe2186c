/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.mcp;

import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.dormouse.broker.model.AnswerRoom;
import io.modelcontextprotocol.spec.McpSchema;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Reads the one JSON-RPC answer with the id that was asked for, out of a JSON body or out of an event stream. A body
 * without that answer is an error, never an empty success.
 */
final class AnswerBody implements BodyHandler<AnswerBody.Content> {
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
    public BodySubscriber<Content> apply(ResponseInfo response) {
        return new RoomyBody<>(reader(response), room);
    }

    private BodySubscriber<Content> reader(ResponseInfo response) {
        if (response.statusCode() != 200) {
            return new Reader(reader -> new Whole(reader, false));
        }
        var type = response.headers().firstValue("Content-Type").orElse("").strip();
        return type.regionMatches(true, 0, "text/event-stream", 0, "text/event-stream".length())
                ? new Reader(Events::new)
                : new Reader(reader -> new Whole(reader, true));
    }

    private Optional<JsonNode> answerIn(JsonNode message) {
        if (message.isArray()) {
            return message.valueStream().filter(this::answers).findFirst();
        }
        return answers(message) ? Optional.of(message) : Optional.empty();
    }

    private boolean answers(JsonNode message) {
        var theirs = message.path("id");
        return theirs.isIntegralNumber()
                && theirs.canConvertToLong()
                && theirs.longValue() == id
                && (message.path("result").isObject() || message.path("error").isObject());
    }

    private static String notJson(String what, UncheckedIOException e) {
        return e.getCause() instanceof StreamConstraintsException ? Failures.BEYOND_BOUNDS : what + " isn't JSON";
    }

    /**
     * What was read, to be taken once. The HTTP client keeps what it was given as long as the connection, and the answer may
     * be large and not in its room any more.
     */
    static final class Content {
        private final AtomicReference<Optional<JsonNode>> json;

        private Content(Optional<JsonNode> json) {
            this.json = new AtomicReference<>(json);
        }

        /** The answer, or of an error its body when that was JSON. Empty from the second time on. */
        Optional<JsonNode> take() {
            return json.getAndSet(Optional.empty());
        }
    }

    /** The body was read and isn't what was asked for. */
    static final class NotAnAnswerException extends IOException {
        private static final long serialVersionUID = 1L;

        NotAnAnswerException(String message) {
            super(message);
        }
    }

    /** What is made of the bytes of a body. */
    private interface Sink {
        void next(ByteBuffer piece);

        void end();
    }

    /**
     * Feeds a sink until there is an answer, and keeps nothing from then on: the HTTP client keeps the reader of the first
     * body of a connection as long as the connection.
     */
    private final class Reader implements BodySubscriber<Content> {
        private static final Sink NOTHING = new Sink() {
            @Override
            public void next(ByteBuffer piece) {}

            @Override
            public void end() {}
        };

        private final CompletableFuture<Content> answer = new CompletableFuture<>();
        private final CompletableFuture<Subscription> stream = new CompletableFuture<>();
        private Sink sink;
        private long size;

        Reader(Function<Reader, Sink> sink) {
            this.sink = sink.apply(this);
        }

        @Override
        public CompletionStage<Content> getBody() {
            return answer;
        }

        @Override
        public void onSubscribe(Subscription subscription) {
            stream.complete(subscription);
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(List<ByteBuffer> buffers) {
            size += buffers.stream().mapToLong(ByteBuffer::remaining).sum();
            if (size > limit) {
                fail("the answer is larger than " + limit / 1024 / 1024 + " MiB");
                cut();
            } else {
                buffers.forEach(piece -> sink.next(piece));
            }
        }

        void found(Optional<JsonNode> json) {
            sink = NOTHING;
            answer.complete(new Content(json));
        }

        void fail(String why) {
            onError(new NotAnAnswerException(why));
        }

        void cut() {
            stream.thenAccept(Subscription::cancel);
        }

        @Override
        public void onError(Throwable cause) {
            sink = NOTHING;
            answer.completeExceptionally(cause);
        }

        @Override
        public void onComplete() {
            sink.end();
        }
    }

    /** Reads to the end; of an error only the JSON of its beginning, if it is any, is of interest. */
    private final class Whole implements Sink {
        private final List<ByteBuffer> pieces = new ArrayList<>();
        private final Reader reader;
        private final boolean mustAnswer;

        Whole(Reader reader, boolean mustAnswer) {
            this.reader = reader;
            this.mustAnswer = mustAnswer;
        }

        @Override
        public void next(ByteBuffer piece) {
            pieces.add(piece);
        }

        @Override
        public void end() {
            var body = joined();
            try {
                var message = BoundedJson.read(body);
                var wanted = mustAnswer ? answerIn(message) : Optional.of(message);
                if (wanted.isPresent()) {
                    reader.found(wanted);
                } else {
                    reader.fail("the answer has another id, or neither result nor error");
                }
            } catch (UncheckedIOException e) {
                if (mustAnswer) {
                    reader.fail(body.length == 0 ? "the answer is empty" : notJson("the answer", e));
                } else {
                    reader.found(Optional.empty());
                }
            }
        }

        private byte[] joined() {
            var body = ByteBuffer.allocate(
                    pieces.stream().mapToInt(ByteBuffer::remaining).sum());
            pieces.forEach(body::put);
            pieces.clear();
            return body.array();
        }
    }

    /**
     * Answers as soon as the event is there. The rest of the stream is read for a moment longer, since a stream that
     * ends leaves its connection usable and one that is cut doesn't.
     */
    private final class Events implements Sink {
        private final SseParser parser = new SseParser(this::event);
        private final Reader reader;

        Events(Reader reader) {
            this.reader = reader;
        }

        @Override
        public void next(ByteBuffer piece) {
            parser.feed(piece);
        }

        private void event(String data) {
            try {
                var message = BoundedJson.tree(data);
                var found = answerIn(message);
                if (found.isEmpty()) {
                    others.accept(message);
                } else {
                    reader.found(found);
                    CompletableFuture.delayedExecutor(DRAIN_SECONDS, TimeUnit.SECONDS)
                            .execute(reader::cut);
                }
            } catch (UncheckedIOException e) {
                reader.fail(notJson("an event of the answer", e));
                reader.cut();
            }
        }

        @Override
        public void end() {
            reader.fail("the stream ended without the answer");
        }
    }
}
