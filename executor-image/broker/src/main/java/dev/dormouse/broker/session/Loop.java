/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.session;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that owns a session: everything that happens is posted to it and runs in order, so nothing behind it
 * needs a lock.
 */
final class Loop implements AutoCloseable {
    private final LinkedBlockingQueue<Runnable> queue = new LinkedBlockingQueue<>();
    private final ScheduledThreadPoolExecutor alarms = new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("alarms").factory());
    private Alarm rest = () -> {};
    private final AtomicReference<@Nullable SessionEnd> end = new AtomicReference<>();

    /** Work that is yet to run. */
    interface Alarm {
        /** It never runs, and nothing is kept of it; call this on the loop. */
        void cancel();
    }

    Loop() {
        alarms.setRemoveOnCancelPolicy(true);
    }

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
    Alarm after(Duration delay, Runnable work) {
        if (alarms.isShutdown()) {
            return () -> {};
        }
        var cancelled = new AtomicBoolean();
        Runnable unlessCancelled = () -> {
            if (!cancelled.get()) {
                work.run();
            }
        };
        var due = alarms.schedule(() -> post(unlessCancelled), delay.toMillis(), TimeUnit.MILLISECONDS);
        return () -> {
            cancelled.set(true);
            due.cancel(false);
        };
    }

    /** As {@link #after}, in place of what the last call of this would have run; call it on the loop. */
    void rest(Duration delay, Runnable work) {
        rest.cancel();
        rest = after(delay, work);
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
