/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.mcp;

import dev.dormouse.broker.model.AnswerRoom;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Reads a body piece by piece, a large one only as long as there is room for it. One that stands in the way of others and
 * doesn't come on is given up: its server would hold up, and put in doubt, the calls to all others.
 */
final class RoomyBody<T> implements BodySubscriber<T> {
    /** Bytes within the room's patience: what a slow line carries, and a server that means to stay doesn't send. */
    private static final long LEAST = 64 * 1024;

    private final BodySubscriber<T> body;
    private final AnswerRoom.Ticket room;
    private final CompletableFuture<Subscription> stream = new CompletableFuture<>();
    private final AtomicLong size = new AtomicLong();
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
        long now =
                size.addAndGet(buffers.stream().mapToLong(ByteBuffer::remaining).sum());
        body.onNext(buffers);
        if (now > AnswerRoom.SMALL && !large) {
            large = true;
            room.enter(this::entered);
        } else {
            more();
        }
    }

    private void entered() {
        watch(size.get());
        more();
    }

    private void watch(long before) {
        CompletableFuture.delayedExecutor(room.patience().toMillis(), TimeUnit.MILLISECONDS)
                .execute(() -> look(before));
    }

    private void look(long before) {
        if (!room.isInside() || getBody().toCompletableFuture().isDone()) {
            return;
        }
        long now = size.get();
        if (room.isInTheWay() && now - before < LEAST) {
            body.onError(new AnswerBody.NotAnAnswerException(
                    "the answer stopped after " + now / 1024 + " KiB, and other large answers waited for it"));
            stream.thenAccept(Subscription::cancel);
            room.close();
        } else {
            watch(now);
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
