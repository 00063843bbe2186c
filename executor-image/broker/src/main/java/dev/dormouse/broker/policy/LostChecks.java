/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.policy;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Runs checks that may never end. Nothing can stop such a check, so it is given up: its thread is lost, its schema is
 * refused from then on. While {@link #MOST_LOST} threads are lost, or once {@link #MOST_EVER} were, no other schema is
 * checked at all: whoever waits is the loop of a task, and each lost thread takes a processor.
 */
final class LostChecks {
    static final int MOST_LOST = 3;
    static final int MOST_EVER = 20;

    /** Of this process: a policy lives no longer than a turn, a lost thread as long as the process. */
    static final LostChecks OF_PROCESS = new LostChecks(Duration.ofSeconds(5));

    private static final String TOO_LONG =
            "its input schema takes too long to check, and without a check nothing is sent; have the server simplify it";
    private static final String TOO_MANY =
            "its input schema can't be checked any more: the checks of other schemas took"
                    + " too long, and without a check nothing is sent; have the servers simplify those whose calls were refused";

    private static final ExecutorService THREADS = Executors.newCachedThreadPool(
            Thread.ofPlatform().daemon().name("argument-check-", 0).factory());

    private final Duration patience;
    private final Set<JsonNode> endless = ConcurrentHashMap.newKeySet();
    private final AtomicInteger lost = new AtomicInteger();

    LostChecks(Duration patience) {
        this.patience = patience;
    }

    /** What the check says, or why there was none. */
    Optional<String> run(JsonNode schema, Supplier<Optional<String>> check) {
        if (endless.contains(schema)) {
            return Optional.of(TOO_LONG);
        }
        if (lost.get() >= MOST_LOST || endless.size() >= MOST_EVER) {
            return Optional.of(TOO_MANY);
        }
        var running = CompletableFuture.supplyAsync(check, THREADS);
        try {
            return running.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            endless.add(schema);
            lost.incrementAndGet();
            running.whenComplete((problem, failure) -> lost.decrementAndGet());
            return Optional.of(TOO_LONG);
        } catch (ExecutionException e) {
            return Optional.of("its input schema can't be used: " + e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of("the check of the arguments was interrupted");
        }
    }
}
