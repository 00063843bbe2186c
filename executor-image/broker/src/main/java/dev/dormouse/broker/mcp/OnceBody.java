/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.mcp;

import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.util.concurrent.Flow.Subscriber;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

/**
 * A request body that is handed out at most once, so that whatever the HTTP client does by itself (redirect, new
 * connection, authentication), the request can't reach a server twice. It also proves that nothing was sent: as long as
 * it wasn't handed out, no server can have the call. The connection stands by then, so this is the last moment to see
 * whether the request may still go.
 */
final class OnceBody implements BodyPublisher {
    private enum State {
        KEPT,
        HANDED_OUT,
        REVOKED
    }

    private final BodyPublisher content;
    private final BooleanSupplier stillGood;
    private final AtomicReference<State> state = new AtomicReference<>(State.KEPT);

    /** @param stillGood where it isn't any more, the body is not handed out */
    OnceBody(byte[] content, BooleanSupplier stillGood) {
        this.content = BodyPublishers.ofByteArray(content);
        this.stillGood = stillGood;
    }

    /** True when no byte was handed out; from then on none will be. */
    boolean revoke() {
        return state.compareAndSet(State.KEPT, State.REVOKED) || state.get() == State.REVOKED;
    }

    @Override
    public long contentLength() {
        return content.contentLength();
    }

    @Override
    public void subscribe(Subscriber<? super ByteBuffer> subscriber) {
        if (!stillGood.getAsBoolean()) {
            refuse(subscriber, "it came too late");
        } else if (state.compareAndSet(State.KEPT, State.HANDED_OUT)) {
            content.subscribe(subscriber);
        } else {
            refuse(subscriber, "a call is sent once");
        }
    }

    private static void refuse(Subscriber<? super ByteBuffer> subscriber, String why) {
        subscriber.onSubscribe(new Refusal());
        subscriber.onError(new IllegalStateException(why));
    }

    private static final class Refusal implements Subscription {
        @Override
        public void request(long n) {}

        @Override
        public void cancel() {}
    }
}
