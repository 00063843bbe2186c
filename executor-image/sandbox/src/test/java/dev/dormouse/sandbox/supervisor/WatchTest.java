/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.sandbox.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dormouse.wire.frame.ToBroker.LossReason;
import dev.dormouse.wire.frame.ToBroker.Lost;
import dev.dormouse.wire.frame.ToSandbox.StepLimits;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WatchTest {
    private static final StepLimits SECOND = new StepLimits(1_000, 3_600_000, 0, 0, 0);

    private long cpu;
    private final Watch watch = new Watch(() -> Optional.of(new ProcessUse(cpu, 0)), 1);

    @Test
    void theFirstStepIsNotChargedForTheStartOfItsProcess() {
        cpu = 900;
        watch.opening();
        cpu += 5_000;
        watch.begin(SECOND);
        assertEndsBehind(2_000);
    }

    @Test
    void anyOtherStepHasWhatItsLimitSays() {
        watch.opening();
        watch.begin(SECOND);
        watch.pause();
        watch.begin(SECOND);
        assertEndsBehind(1_000);
    }

    @Test
    void theTimeBetweenTwoBurstsIsTheBrokers() {
        watch.opening();
        watch.begin(SECOND);
        watch.pause();
        watch.begin(SECOND);
        cpu += 600;
        watch.pause();
        cpu += 500;
        watch.burst();
        assertEndsBehind(400);
    }

    private void assertEndsBehind(long millis) {
        cpu += millis;
        assertThat(watch.look()).isEmpty();
        cpu += 10;
        assertThat(watch.look()).map(Lost::reason).contains(LossReason.CPU);
    }
}
