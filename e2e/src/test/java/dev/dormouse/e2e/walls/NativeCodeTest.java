/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.e2e.walls;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dormouse.e2e.node.Node;
import dev.dormouse.e2e.node.Task;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Promises 8 and 9 in real task pods whose sandbox has another image (e2e/walls): native code in the place of the evaluator,
 * and a node that denies the system-call filter. The code of the task says nothing here; the result is the native code's.
 */
@Timeout(300)
class NativeCodeTest {
    private static final String NAMESPACE = "walls";
    private static final String ROOM = "  limits: {resultBytes: 16384}\n";
    /** What every container may write to, whatever its root is; the evaluator's own filter takes that, too. */
    private static final List<String> OF_THE_RUNTIME = List.of("/dev/shm", "/dev/mqueue");

    @Test
    void nativeCodeInTheSandboxHasNoSocketNothingToReadAndNobodyToSignal() {
        try (var _ = SandboxImage.of("prober")) {
            // given
            var task = new Task(Node.shared(), NAMESPACE, Node.unique("native"));
            // when
            task.apply(ROOM, "probe", "return 'the code that nobody runs';");
            var found = task.awaitTurn("probe", "Completed").path("result");
            // then
            for (var way : List.of("unix", "inet", "netlink", "by-32-bit-call", "by-x32-call")) {
                assertThat(found.path("socket-" + way).asText())
                        .as(way + " " + found)
                        .isEqualTo("EPERM");
            }
            for (var call : List.of(
                    "socketpair",
                    "ptrace",
                    "process_vm_readv",
                    "io_uring",
                    "bpf",
                    "unshare",
                    "mount",
                    "keyctl",
                    "userfaultfd",
                    "shared-memory")) {
                assertThat(found.path(call).asText()).as(call).isEqualTo("EPERM");
            }
            for (var file : List.of("environ", "memory", "files", "maps", "root")) {
                assertThat(found.path(file + "-of-supervisor").asText())
                        .as(file)
                        .isEqualTo("EACCES");
            }
            assertThat(found.path("token").asText()).isEqualTo("ENOENT");
            assertThat(found.path("secrets").asText()).isEqualTo("ENOENT");
            assertThat(found.path("environment").asInt(-1)).isZero();
            assertThat(texts(found.path("writable"))).isSubsetOf(OF_THE_RUNTIME);
            assertThat(texts(found.path("processes")))
                    .hasSize(2)
                    .anyMatch(line -> line.startsWith("/opt/java/bin/supervisor"))
                    .anyMatch(line -> line.startsWith("/opt/java/bin/java"));
            assertThat(found.path("NoNewPrivs").asText()).isEqualTo("1");
            assertThat(found.path("Seccomp").asText()).isEqualTo("2");
            assertThat(found.path("CapEff").asText()).isEqualTo("0000000000000000");
            task.delete();
        }
    }

    @Test
    void aSandboxThatIsDeniedItsFilterRunsNothingAndMakesNoLoopOfPods() {
        try (var _ = SandboxImage.of("denied")) {
            // given
            var task = new Task(Node.shared(), NAMESPACE, Node.unique("denied"));
            // when
            task.apply("", "one", "return 1;");
            var ready = task.awaitCondition("SandboxReady", "False", "SyscallFilterMissing");
            // then
            assertThat(ready.path("message").asText()).contains("error 1 (EPERM)", "CONFIG_SECCOMP_FILTER");
            assertThat(task.awaitPhase("Failed")
                            .path("turns")
                            .path(0)
                            .path("phase")
                            .asText())
                    .isEqualTo("Pending");
            assertThat(task.condition("Stalled").path("reason").asText()).isEqualTo("SyscallFilterMissing");
            task.awaitNoPod();
            assertThat(task.epoch()).isEqualTo(1);
            task.delete();
        }
    }

    private static List<String> texts(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }
}
