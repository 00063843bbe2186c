/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.e2e.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dormouse.e2e.Checkout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Promise 9: a machine that really denies the system-call filter runs no code, says why, and loses nothing by it. */
@Timeout(120)
class UnconfinedRunTest {
    private static final Path SANDBOX = Checkout.ROOT.resolve("executor-image/sandbox/target");

    @TempDir
    Path folder;

    @Test
    void withoutTheFilterNothingRunsAndWithItTheSameTaskGoesOn() throws Exception {
        // given
        var file = Files.writeString(folder.resolve("task.yaml"), """
                apiVersion: dormouse.dev/v1alpha1
                kind: AgentTask
                metadata: {name: unconfined}
                spec:
                  turns: [{name: one, code: "print('it ran'); return 41 + 1"}]
                """);
        var state = folder.resolve("state");
        var denial = List.of(
                "env",
                "XDG_CACHE_HOME=/dev/null", // caches that were made there would serve every later run badly
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                SANDBOX.resolve("test-classes") + ":" + SANDBOX.resolve("lib") + "/*",
                "dev.dormouse.sandbox.confine.Denial",
                "refused");
        // when
        var denied = DormouseRun.startedBy(denial, file, state);
        // then
        assertThat(denied.exitCode()).as(denied.progress()).isEqualTo(5);
        assertThat(denied.progress()).doesNotContain("it ran").containsOnlyOnce("CONFIG_SECCOMP_FILTER");
        var ready = sandboxReady(denied.status());
        assertThat(ready.path("status").asText()).isEqualTo("False");
        assertThat(ready.path("reason").asText()).isEqualTo("SyscallFilterMissing");
        assertThat(ready.path("message").asText()).contains("error 1 (EPERM)", "RuntimeDefault");
        // when
        var again = DormouseRun.start(file, state);
        // then
        assertThat(again.exitCode()).as(again.progress()).isZero();
        assertThat(again.status().at("/turns/0/result").asInt()).isEqualTo(42);
        assertThat(again.progress()).contains("sandbox: system-call filter on; Landlock: ");
    }

    private static JsonNode sandboxReady(JsonNode status) {
        return StreamSupport.stream(status.path("conditions").spliterator(), false)
                .filter(condition -> condition.path("type").asText().equals("SandboxReady"))
                .findFirst()
                .orElseThrow();
    }
}
