/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class LostChecksTest {
    private final CountDownLatch end = new CountDownLatch(1);
    private final AtomicInteger started = new AtomicInteger();
    private final LostChecks checks = new LostChecks(Duration.ofMillis(500));

    private final Supplier<Optional<String>> endless = () -> {
        started.incrementAndGet();
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Optional.empty();
    };

    @AfterEach
    void end() {
        end.countDown();
    }

    @Test
    void aSchemaThatTakesForEverLosesOneThreadOnly() {
        for (int i = 0; i < 3; i++) {
            assertThat(checks.run(schema("a"), endless).orElse("")).contains("takes too long to check");
        }
        assertThat(started).hasValue(1);
        assertThat(checks.run(schema("b"), Optional::empty)).isEmpty();
    }

    @Test
    void aThousandSchemasThatTakeForEverLoseThreeThreads() {
        for (int i = 0; i < 1000; i++) {
            assertThat(checks.run(schema("s" + i), endless)).isPresent();
        }
        assertThat(started).hasValue(LostChecks.MOST_LOST);
        assertThat(checks.run(schema("other"), Optional::empty).orElse("")).contains("can't be checked any more");
    }

    @Test
    void aThreadThatComesBackIsLostNoMore() {
        for (int i = 0; i < LostChecks.MOST_LOST; i++) {
            assertThat(checks.run(schema("s" + i), endless)).isPresent();
        }

        end.countDown();

        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> checks.run(schema("other"), Optional::empty).isEmpty());
        assertThat(checks.run(schema("s0"), Optional::empty).orElse("")).contains("takes too long to check");
    }

    private static JsonNode schema(String title) {
        return JsonNodeFactory.instance.objectNode().put("title", title);
    }
}
