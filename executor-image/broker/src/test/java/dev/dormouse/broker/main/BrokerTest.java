/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.main;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dormouse.broker.secrets.Keyring;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class BrokerTest {
    /** A process that has nothing left to do but to wait, once the thread that it waits for is gone. */
    static final class Failing {
        private Failing() {}

        public static void main(String[] args) {
            Broker.endWithAnyThread(
                    new ConsoleProgress(System.out, new Keyring(key -> Optional.empty()), InstantSource.system()));
            switch (args[0]) {
                case "platform" -> Thread.ofPlatform().daemon().name("the-one").start(Failing::fail);
                case "virtual" -> Thread.ofVirtual().name("the-one").start(Failing::fail);
                default -> Executors.newVirtualThreadPerTaskExecutor().execute(Failing::fail);
            }
            while (true) {
                LockSupport.park();
            }
        }

        private static void fail() {
            throw new IllegalStateException("nobody thought of this");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"platform", "virtual", "executor"})
    void aThreadThatDiesTakesTheProcessWithIt(String kind) throws Exception {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var process = new ProcessBuilder(
                        java, "-cp", System.getProperty("java.class.path"), Failing.class.getName(), kind)
                .redirectErrorStream(true)
                .start();
        try {
            var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).isEqualTo(Broker.BUG);
            assertThat(said)
                    .contains("a bug in Dormouse ended its thread", "nobody thought of this", "BrokerTest.java");
        } finally {
            process.destroyForcibly();
        }
    }
}
