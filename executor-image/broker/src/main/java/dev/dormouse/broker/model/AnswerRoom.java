/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.model;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Room for large answers, one at a time: while one is read, looked through and stored, the next one stays in its
 * connection. A broker has little memory, and how many answers come at once and how large they are is for guests and
 * servers to choose.
 */
public final class AnswerRoom {
    /** Bytes of an answer that take no room. */
    public static final int SMALL = 256 * 1024;

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Deque<Ticket> waiting = new ArrayDeque<>();
    private final Duration patience;
    private boolean taken;

    public AnswerRoom() {
        this(PATIENCE);
    }

    /** @param patience with an answer in the room that doesn't come on while others wait */
    public AnswerRoom(Duration patience) {
        this.patience = patience;
    }

    /** For one answer, whose size nobody knows yet. */
    public Ticket ticket() {
        return new Ticket();
    }

    private void next() {
        var first = waiting.poll();
        taken = first != null;
        if (first != null) {
            first.inside = true;
            first.goOn.run();
        }
    }

    /** The place of one answer; whoever is done with the answer closes it. Safe for use by many threads. */
    public final class Ticket implements AutoCloseable {
        private Runnable goOn = () -> {};
        private boolean inside;
        private boolean closed;

        private Ticket() {}

        /** The answer turns out to be large: runs {@code then}, which must not block, once there is room for it. */
        public void enter(Runnable then) {
            synchronized (AnswerRoom.this) {
                if (closed) {
                    return;
                }
                goOn = then;
                waiting.add(this);
                if (!taken) {
                    next();
                }
            }
        }

        /** How long an answer may stand in the way of others without coming on. */
        public Duration patience() {
            return patience;
        }

        public boolean isInside() {
            synchronized (AnswerRoom.this) {
                return inside && !closed;
            }
        }

        /** Whether it is inside and others are not for that reason. */
        public boolean isInTheWay() {
            synchronized (AnswerRoom.this) {
                return inside && !closed && !waiting.isEmpty();
            }
        }

        @Override
        public void close() {
            synchronized (AnswerRoom.this) {
                if (closed) {
                    return;
                }
                closed = true;
                waiting.remove(this);
                if (inside) {
                    next();
                }
            }
        }
    }
}
