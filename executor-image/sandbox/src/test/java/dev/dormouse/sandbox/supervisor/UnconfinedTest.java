/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.sandbox.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dormouse.sandbox.confine.Denial;
import dev.dormouse.sandbox.main.Evaluator;
import dev.dormouse.wire.frame.FrameChannel;
import dev.dormouse.wire.frame.ToBroker;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Promise 9: where the kernel really denies the filter, nothing runs, and the broker learns why. */
@Timeout(60)
class UnconfinedTest {
    @ParameterizedTest(name = "seccomp {0}")
    @CsvSource(delimiter = '|', textBlock = """
            refused   | seccomp(SECCOMP_SET_MODE_FILTER) failed with error 1 (EPERM)
            unknown   | seccomp(SECCOMP_SET_MODE_FILTER) failed with error 38 (ENOSYS)
            pretended | the kernel took the system-call filter, but doesn't keep to it: SOCKET passed
            """)
    void aSandboxWithoutFilterStartsNoEvaluatorAndSaysWhy(String denial, String message) throws Exception {
        try (var broker = Broker.withSandboxStartedBy(Broker.java(Denial.class, denial))) {
            // when
            var heard = broker.next();
            // then
            assertThat(heard).isInstanceOf(ToBroker.Unconfined.class);
            assertThat(((ToBroker.Unconfined) heard).why())
                    .contains(message, "CONFIG_SECCOMP_FILTER", "RuntimeDefault");
            assertThat(broker.sandbox.descendants().map(Broker::mainClass))
                    .contains("dev.dormouse.sandbox.main.Sandbox")
                    .doesNotContain(Evaluator.class.getName());
            broker.hangUp();
            assertThat(broker.sandbox.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(broker.sandbox.exitValue()).isZero();
        }
    }

    @Test
    void anEvaluatorWithoutFilterRunsNothingAndIsNotReplaced() throws Exception {
        // given
        var line = new ArrayList<>(List.of(Denial.class.getName(), "refused"));
        line.addAll(Broker.java(Evaluator.class));
        var command = new EvaluatorCommand(64, Optional.empty(), line);
        var up = Pipe.open();
        try (var supervisor = new Supervisor(command, 400)) {
            var theirs = new FrameChannel(InputStream.nullInputStream(), Channels.newOutputStream(up.sink()));
            supervisor.serve(theirs);
            var broker = new FrameChannel(Channels.newInputStream(up.source()), OutputStream.nullOutputStream());
            // when
            var heard = broker.read(ToBroker.class).orElseThrow();
            // then
            assertThat(heard)
                    .isInstanceOfSatisfying(
                            ToBroker.Unconfined.class,
                            unconfined -> assertThat(unconfined.why()).contains("error 1 (EPERM)"));
        }
        up.sink().close();
        assertThat(rest(up)).isEmpty();
    }

    private static byte[] rest(Pipe pipe) throws IOException {
        return Channels.newInputStream(pipe.source()).readAllBytes();
    }
}
