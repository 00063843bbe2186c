/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.sandbox.confine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The evaluator's filter on a real kernel, as native code meets it. */
@Timeout(60)
class ConfinementTest {
    private static final String EPERM = "-1";

    private static Map<String, String> tried;

    @BeforeAll
    static void probe() throws Exception {
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:-UsePerfData",
                        "-Xmx32m",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Prober.class.getName(),
                        Long.toString(ProcessHandle.current().pid()))
                .redirectErrorStream(true)
                .start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        tried = output.lines().collect(Collectors.toMap(line -> line.split(" ", 2)[0], line -> line.split(" ", 2)[1]));
    }

    @Test
    void noThreadCanOpenASocket() {
        assertThat(tried.get("socket")).isEqualTo(EPERM);
        assertThat(tried.get("older-thread-socket")).isEqualTo(EPERM);
        assertThat(tried.get("java-socket")).startsWith("failed");
    }

    @Test
    void noProcessCanBeStarted() {
        assertThat(tried.get("process")).startsWith("failed");
        assertThat(tried.get("fork")).isEqualTo(EPERM);
    }

    @Test
    void nobodyCanBeSignalledButItself() {
        assertThat(tried.get("kill-other")).isEqualTo(EPERM);
        assertThat(tried.get("kill-self")).isEqualTo(EPERM);
        assertThat(tried.get("tgkill-other")).isEqualTo(EPERM);
        assertThat(tried.get("tgkill-self")).isEqualTo("0");
    }

    @Test
    void nobodyElseCanBeSlowedDownLimitedOrTraced() {
        assertThat(tried.get("slow-down-other")).isEqualTo(EPERM);
        assertThat(tried.get("limit-other")).isEqualTo(EPERM);
        assertThat(tried.get("ptrace-other")).isEqualTo(EPERM);
    }

    @Test
    void nothingCanBeWritten() {
        assertThat(tried.get("write")).startsWith("failed");
        assertThat(tried.get("open-for-writing")).isEqualTo(EPERM);
    }

    @Test
    void whatWasGivenAwayStaysAway() {
        assertThat(tried.get("dumpable-again")).isEqualTo(EPERM);
        assertThat(tried.get("dumpable")).isEqualTo("0");
        assertThat(tried.get("no-new-privileges")).isEqualTo("1");
        assertThat(tried.get("another-filter")).isEqualTo(EPERM);
    }

    /** Where there is Landlock, only what Java needs can be read. */
    @Test
    void landlockTakesReading() {
        assertThat(tried.get("read-java")).isEqualTo("done");
        if (!tried.get("landlock").equals("0")) {
            assertThat(tried.get("read-passwd")).startsWith("failed");
            assertThat(tried.get("read-environ")).startsWith("failed");
        }
    }

    @Test
    void threadsAndMemoryAreAsEver() {
        assertThat(tried.get("threads-and-memory")).isEqualTo("done");
    }
}
