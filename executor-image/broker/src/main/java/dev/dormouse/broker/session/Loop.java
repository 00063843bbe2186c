/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.session;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that owns a session: everything that happens is posted to it and runs in order, so nothing behind it
 * needs a lock.
 */
final class Loop implements AutoCloseable {
    private final LinkedBlockingQueue<Runnable> queue = new LinkedBlockingQueue<>();
    private final ScheduledExecutorService alarms = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("alarms").factory());
    private int rests;
    private final AtomicReference<@Nullable SessionEnd> end = new AtomicReference<>();

    /** Runs {@code work} on the loop, after everything posted before it. */
    void post(Runnable work) {
        queue.add(work);
    }

    /** As {@link #post}, and waits until it has run or never will; for whoever must not run ahead of the loop. */
    void postAndWait(Runnable work) {
        var done = new CountDownLatch(1);
        post(() -> {
            try {
                work.run();
            } finally {
                done.countDown();
            }
        });
        try {
            while (!done.await(100, TimeUnit.MILLISECONDS) && end.get() == null) {
                // the loop has other work
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Posts {@code work} once the time has passed. */
    void after(Duration delay, Runnable work) {
        if (!alarms.isShutdown()) {
            var unused = alarms.schedule(() -> post(work), delay.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** As {@link #after}, in place of what the last call of this would have run; call it on the loop. */
    void rest(Duration delay, Runnable work) {
        int mine = ++rests;
        after(delay, () -> {
            if (mine == rests) {
                work.run();
            }
        });
    }

    /** Ends the loop after the work that is running now; the first end counts. */
    void exit(SessionEnd how) {
        end.compareAndSet(null, how);
        post(() -> {});
    }

    /** Runs until {@link #exit}. What the work throws is thrown here. */
    SessionEnd run() throws InterruptedException {
        while (end.get() == null) {
            var work = queue.take();
            if (end.get() == null) {
                work.run();
            }
        }
        var how = end.get();
        if (how == null) {
            throw new IllegalStateException("ended without an end");
        }
        return how;
    }

    @Override
    public void close() {
        alarms.shutdownNow();
    }
}
