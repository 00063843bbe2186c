/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class LoopTest {
    @Test
    void anAlarmThatIsCancelledDoesNotRun() throws Exception {
        // given
        var ran = new ArrayList<String>();
        try (var loop = new Loop()) {
            loop.post(() -> {
                var first = loop.after(Duration.ZERO, () -> ran.add("first"));
                loop.after(Duration.ofMillis(1), () -> {
                    ran.add("second");
                    loop.exit(new SessionEnd.Released());
                });
                // when
                first.cancel();
            });
            loop.run();
        }
        // then
        assertThat(ran).containsExactly("second");
    }
}
