/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.mcp;

import dev.dormouse.broker.model.AnswerRoom;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;

/** Reads a body piece by piece, a large one only as long as there is room for it. */
final class RoomyBody<T> implements BodySubscriber<T> {
    private final BodySubscriber<T> body;
    private final AnswerRoom.Ticket room;
    private final CompletableFuture<Subscription> stream = new CompletableFuture<>();
    private long size;
    private boolean large;

    RoomyBody(BodySubscriber<T> body, AnswerRoom.Ticket room) {
        this.body = body;
        this.room = room;
    }

    @Override
    public CompletionStage<T> getBody() {
        return body.getBody();
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        stream.complete(subscription);
        body.onSubscribe(new Subscription() {
            @Override
            public void request(long pieces) {} // whatever it asks for, it gets one after the other

            @Override
            public void cancel() {
                subscription.cancel();
            }
        });
        subscription.request(1);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        size += buffers.stream().mapToLong(ByteBuffer::remaining).sum();
        body.onNext(buffers);
        if (size > AnswerRoom.SMALL && !large) {
            large = true;
            room.enter(this::more);
        } else {
            more();
        }
    }

    private void more() {
        stream.thenAccept(subscription -> subscription.request(1));
    }

    @Override
    public void onError(Throwable cause) {
        body.onError(cause);
    }

    @Override
    public void onComplete() {
        body.onComplete();
    }
}
