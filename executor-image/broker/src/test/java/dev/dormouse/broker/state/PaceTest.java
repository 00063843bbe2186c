/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PaceTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    @Test
    void aBurstIsFreeAndThenSoManyASecond() {
        // given
        var pace = new Pace(new Pace.Limits(3, 20, Long.MAX_VALUE, 1), 0);
        // when
        for (int i = 0; i < 3; i++) {
            assertThat(pace.delay(0)).isZero();
            pace.spend(10, 0);
        }
        // then
        assertThat(pace.delay(0)).isEqualTo(Duration.ofMillis(50));
        assertThat(pace.delay(SECOND / 20)).isZero();
    }

    @Test
    void manyBytesMakeTheNextWriteWaitHoweverFewTheWritesAre() {
        // given
        var pace = new Pace(new Pace.Limits(100, 20, 1_000, 100), 0);
        // when
        pace.spend(1_200, 0);
        // then
        assertThat(pace.delay(0)).isBetween(Duration.ofMillis(2_000), Duration.ofMillis(2_020));
        assertThat(pace.delay(3 * SECOND)).isZero();
    }

    @Test
    void whoWaitedLongHasABurstAgainAndNoMore() {
        // given
        var pace = new Pace(new Pace.Limits(2, 1, Long.MAX_VALUE, 1), 0);
        pace.spend(1, 0);
        pace.spend(1, 0);
        // when
        pace.spend(1, 1_000 * SECOND);
        pace.spend(1, 1_000 * SECOND);
        // then
        assertThat(pace.delay(1_000 * SECOND)).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void aFolderNeverWaits() {
        // given
        var pace = new Pace(Pace.Limits.NONE, 0);
        // when
        pace.spend(1L << 40, 0);
        // then
        assertThat(pace.delay(0)).isZero();
    }
}
