/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.sandbox.confine;

import static dev.dormouse.sandbox.confine.Instruction.ALLOW;
import static dev.dormouse.sandbox.confine.Instruction.ERRNO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dormouse.sandbox.confine.Rule.Refused;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The filters as values: what each answers, call by call, run as the kernel would run it. */
class SystemCallFilterTest {
    private static final long PID = 4711;
    private static final int EPERM = ERRNO | 1;
    private static final int ENOSYS = ERRNO | 38;
    private static final int I386 = 0x40000003;
    private static final int ARM = 0x40000028;

    @ParameterizedTest(name = "{0}({1}): {2} for the supervisor, {3} for the evaluator")
    @CsvSource(textBlock = """
            SOCKET,          1 1 0,          refused, refused
            SOCKETPAIR,      1 1 0,          refused, refused
            CONNECT,         3,              allowed, refused
            BIND,            3,              refused, refused
            ACCEPT4,         3,              refused, refused
            PTRACE,          16 1,           refused, refused
            PROCESS_VM_READV, 1,             refused, refused
            MOUNT,           0,              refused, refused
            SETNS,           3,              refused, refused
            BPF,             0,              refused, refused
            IO_URING_SETUP,  8,              refused, refused
            KEYCTL,          0,              refused, refused
            USERFAULTFD,     0,              refused, refused
            SHMGET,          0,              refused, refused
            CLONE3,          0,              unknown, unknown
            CLONE,           0x3d0f00,       allowed, allowed
            CLONE,           0x4111,         allowed, refused
            CLONE,           0x10000011,     refused, refused
            CLONE,           0x10010000,     refused, refused
            CLONE,           0xff00003d0f00, allowed, allowed
            EXECVE,          0,              allowed, refused
            EXECVEAT,        0,              allowed, refused
            KILL,            4711 9,         allowed, refused
            TGKILL,          4711 4712 9,    allowed, allowed
            TGKILL,          1 1 9,          allowed, refused
            PIDFD_SEND_SIGNAL, 3 9,          allowed, refused
            PRLIMIT64,       0 7,            allowed, allowed
            PRLIMIT64,       4711 7,         allowed, allowed
            PRLIMIT64,       1 0,            allowed, refused
            SCHED_SETAFFINITY, 1,            allowed, refused
            PRCTL,           15,             allowed, allowed
            PRCTL,           4 1,            allowed, refused
            PRCTL,           0x59616d61,     allowed, refused
            PRCTL,           0xff0000000f,   allowed, allowed
            SECCOMP,         1 0,            allowed, refused
            FCNTL,           3 1,            allowed, allowed
            FCNTL,           3 8,            allowed, refused
            FCNTL,           3 10,           allowed, refused
            IOCTL,           0 0x5401,       allowed, allowed
            IOCTL,           0 0x5412,       refused, refused
            OPENAT,          -100 0 0x80000, allowed, allowed
            OPENAT,          -100 0 1,       allowed, refused
            OPENAT,          -100 0 2,       allowed, refused
            OPENAT,          -100 0 0x40,    allowed, refused
            OPENAT,          -100 0 0x200,   allowed, refused
            OPENAT2,         -100,           allowed, unknown
            MEMFD_CREATE,    0,              allowed, refused
            UNLINKAT,        -100,           allowed, refused
            CLOSE,           3,              allowed, allowed
            """)
    void aCallIs(SystemCall call, String arguments, String supervisor, String evaluator) {
        var values = values(arguments);
        for (var architecture : Architecture.values()) {
            int number = call.on(architecture).orElseThrow();
            assertThat(Bpf.run(Filters.base().program(architecture), architecture.audit(), number, values))
                    .isEqualTo(answer(supervisor));
            assertThat(Bpf.run(Filters.evaluator(PID).program(architecture), architecture.audit(), number, values))
                    .isEqualTo(answer(evaluator));
        }
    }

    @Test
    void connectIsTakenOnceThereIsAConnection() {
        int connect = SystemCall.CONNECT.on(Architecture.ARM64).orElseThrow();
        assertThat(Bpf.run(Filters.connected().program(Architecture.ARM64), Architecture.ARM64.audit(), connect, 3))
                .isEqualTo(EPERM);
    }

    @ParameterizedTest
    @EnumSource(Architecture.class)
    void theNumbersOfAnotherArchitectureAreRefused(Architecture architecture) {
        var program = Filters.base().program(architecture);
        int close = SystemCall.CLOSE.on(architecture).orElseThrow();
        for (int other : new int[] {I386, ARM, 0, -1}) {
            assertThat(Bpf.run(program, other, close)).isEqualTo(EPERM);
        }
        assertThat(Bpf.run(program, architecture.audit(), 0x40000000 + close)).isEqualTo(EPERM);
        assertThat(Bpf.run(program, architecture.audit(), -1)).isEqualTo(EPERM);
    }

    @ParameterizedTest
    @EnumSource(Architecture.class)
    void aCallThatIsNewerThanTheListIsUnknown(Architecture architecture) {
        var program = Filters.base().program(architecture);
        assertThat(Bpf.run(program, architecture.audit(), SystemCall.NEWEST)).isNotEqualTo(ENOSYS);
        assertThat(Bpf.run(program, architecture.audit(), SystemCall.NEWEST + 1))
                .isEqualTo(ENOSYS);
    }

    @ParameterizedTest
    @EnumSource(Architecture.class)
    void everyWayThroughAProgramEndsInADecision(Architecture architecture) {
        var program = Filters.evaluator(PID).program(architecture);
        assertThat(program).hasSizeLessThan(4096);
        for (int number = 0; number <= SystemCall.NEWEST; number++) {
            for (long value : new long[] {0, 1, -1, PID}) {
                int answer = Bpf.run(program, architecture.audit(), number, value, value, value);
                assertThat(answer).isIn(ALLOW, EPERM, ENOSYS);
            }
        }
    }

    @Test
    void aCallCanHaveOneRuleOnly() {
        var rule = new Refused(SystemCall.SOCKET, 1);
        assertThatThrownBy(() -> new SystemCallFilter(List.of(rule, rule))).hasMessage("two rules for SOCKET");
    }

    private static int answer(String word) {
        return switch (word) {
            case "allowed" -> ALLOW;
            case "refused" -> EPERM;
            case "unknown" -> ENOSYS;
            default -> throw new IllegalArgumentException(word);
        };
    }

    private static long[] values(String words) {
        return List.of(words.strip().split(" ")).stream()
                .flatMapToLong(word -> LongStream.of(Long.decode(word)))
                .toArray();
    }
}
