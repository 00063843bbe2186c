/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dormouse.broker.model.AnswerRoom;
import dev.dormouse.broker.model.SendOutcome;
import dev.dormouse.broker.model.ToolServer;
import dev.dormouse.broker.model.ToolServer.ToolRequest;
import dev.dormouse.wire.Json;
import dev.dormouse.wire.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class GatewayTest {
    private final HandClocks clocks = new HandClocks();
    private final CountingServer server = new CountingServer();

    @Test
    void aClaimWithinItsLeaseIsSent() {
        // given
        var lease = Lease.startingNow(clocks);
        clocks.pass(Lease.LENGTH.minusMillis(1), Lease.LENGTH.minusMillis(1));
        // when
        var result = send(lease);
        // then
        assertThat(result).isInstanceOf(SendResult.Ended.class);
        assertThat(server.sends).hasValue(1);
    }

    @Test
    void aThawedBrokerSendsNothingOnAnOldClaim() {
        // given
        var lease = Lease.startingNow(clocks);
        clocks.pass(Lease.LENGTH, Lease.LENGTH);
        // when
        var result = send(lease);
        // then
        assertThat(result).isEqualTo(new SendResult.LeaseExpired());
        assertThat(server.sends).hasValue(0);
    }

    @Test
    void eitherClockEndsALease() {
        // given: a machine that slept (its monotonic clock stood still), and one whose wall clock was set back
        var slept = Lease.startingNow(clocks);
        clocks.pass(Duration.ZERO, Duration.ofMinutes(5));
        var setBack = Lease.startingNow(clocks);
        clocks.pass(Duration.ofMinutes(5), Duration.ofMinutes(-5));
        // then
        assertThat(send(slept)).isEqualTo(new SendResult.LeaseExpired());
        assertThat(send(setBack)).isEqualTo(new SendResult.LeaseExpired());
        assertThat(server.sends).hasValue(0);
    }

    @Test
    void aLeaseThatEndsWhileTheServersClientGetsReadyIsClaimedAnew() {
        // given
        var lease = Lease.startingNow(clocks);
        server.beforeSending = () -> clocks.pass(Lease.LENGTH, Lease.LENGTH);
        // when
        var result = send(lease);
        // then
        assertThat(result).isEqualTo(new SendResult.LeaseExpired());
        assertThat(server.sends).hasValue(0);
    }

    private SendResult send(Lease lease) {
        try (var gateway = new Gateway(name -> server, clocks)) {
            var done = new CompletableFuture<SendResult>();
            var request = new ToolRequest(
                    "mail", Json.tree("{}"), Optional.of("key"), Duration.ofSeconds(1), new AnswerRoom().ticket());
            gateway.send("books", request, Optional.of(lease), done::complete);
            return done.join();
        }
    }

    private static final class HandClocks implements Clocks {
        private long nanos = 77;
        private long millis = 1_000_000;

        void pass(Duration monotonic, Duration wall) {
            nanos += monotonic.toNanos();
            millis += wall.toMillis();
        }

        @Override
        public long nanos() {
            return nanos;
        }

        @Override
        public long millis() {
            return millis;
        }
    }

    private static final class CountingServer implements ToolServer {
        private final AtomicInteger sends = new AtomicInteger();
        private Runnable beforeSending = () -> {};

        @Override
        public List<ToolDescription> listTools() {
            return List.of();
        }

        @Override
        public SendOutcome send(ToolRequest request) {
            beforeSending.run();
            if (!request.stillGood().getAsBoolean()) {
                return new SendOutcome.NotSent("late");
            }
            sends.incrementAndGet();
            return new SendOutcome.Answered(new Outcome.Ok(request.arguments()));
        }

        @Override
        public void close() {}
    }
}
