/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.main;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dormouse.broker.secrets.Keyring;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ConsoleProgressTest {
    @Test
    void aLineBeginsWithTheTimeToTheSecondAtTheFullMinuteToo() {
        var noon =
                ZonedDateTime.now(ZoneId.systemDefault()).with(LocalTime.NOON).toInstant();
        var out = new ByteArrayOutputStream();
        var progress = new ConsoleProgress(
                new PrintStream(out, true, StandardCharsets.UTF_8), new Keyring(key -> Optional.empty()), () -> noon);
        progress.line("turn one begins");
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualToNormalizingNewlines("12:00:00 turn one begins\n");
    }
}
