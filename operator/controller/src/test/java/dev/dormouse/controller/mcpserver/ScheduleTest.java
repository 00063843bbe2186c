/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.controller.mcpserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dormouse.crds.v1alpha1.Condition;
import dev.dormouse.crds.v1alpha1.McpServerStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScheduleTest {
    private static final Instant ASKED = Instant.parse("2026-01-01T12:00:00Z");
    private static final Duration SIX_HOURS = Duration.ofHours(6);

    @Test
    void aServerThatWasNeverAskedIsAskedNow() {
        assertThat(Schedule.next(Optional.empty(), 1, SIX_HOURS)).isEqualTo(Instant.EPOCH);
    }

    @Test
    void aNewSpecIsAskedNowWhateverTheOldOneSaid() {
        assertThat(Schedule.next(status("True", "Ready", ASKED), 2, SIX_HOURS)).isEqualTo(Instant.EPOCH);
    }

    @Test
    void aServiceThatIsThereAtLastIsAskedNow() {
        assertThat(Schedule.next(status("False", "NotResolved", ASKED), 1, SIX_HOURS))
                .isEqualTo(Instant.EPOCH);
    }

    @Test
    void aPolicyThatStandsAtLastLetsItBeAskedNow() {
        assertThat(Schedule.next(status("Unknown", "NetworkNotReady", ASKED), 1, SIX_HOURS))
                .isEqualTo(Instant.EPOCH);
    }

    @Test
    void aServerThatIsReadyIsAskedEverySoOften() {
        assertThat(Schedule.next(status("True", "Ready", ASKED.minusSeconds(9)), 1, SIX_HOURS))
                .isEqualTo(ASKED.plus(SIX_HOURS));
    }

    @ParameterizedTest
    @CsvSource({"0, 30", "29, 30", "40, 40", "300, 300", "601, 600", "86400, 600"})
    void aServerThatIsNotIsAskedAfterAsLongAsItWasNot(long secondsNotReady, long wait) {
        var status = status("False", "Refused", ASKED.minusSeconds(secondsNotReady));
        assertThat(Schedule.next(status, 1, SIX_HOURS)).isEqualTo(ASKED.plusSeconds(wait));
    }

    private static Optional<McpServerStatus> status(String ready, String reason, Instant since) {
        var condition = new Condition("Ready", ready, 1L, since.toString(), reason, "as it is");
        return Optional.of(new McpServerStatus(1L, null, null, ASKED.toString(), List.of(condition)));
    }
}
