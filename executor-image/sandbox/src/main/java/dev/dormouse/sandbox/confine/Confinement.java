/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.sandbox.confine;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** Takes rights from this process: from all its threads, and from all that it will start. */
public final class Confinement {
    private static final int PR_SET_DUMPABLE = 4;
    private static final int PR_SET_NO_NEW_PRIVS = 38;
    private static final int SECCOMP_SET_MODE_FILTER = 1;
    private static final int SECCOMP_FILTER_FLAG_TSYNC = 1;
    private static final int INSTRUCTION_BYTES = 8;
    private static final int PROGRAM_BYTES = 16;

    /** Calls that do nothing but fail when their arguments are all -1, each with something else than EPERM. */
    private static final List<SystemCall> PROBES = List.of(SystemCall.SOCKET, SystemCall.CONNECT, SystemCall.TKILL);

    private static final String REMEDY =
            "; the sandbox needs a Linux kernel with CONFIG_SECCOMP_FILTER, and a container"
                    + " runtime and seccomp profile that let seccomp(2) and prctl(2) through, as RuntimeDefault of containerd and"
                    + " CRI-O does";

    private final Kernel kernel;

    private Confinement(Kernel kernel) {
        this.kernel = kernel;
    }

    /**
     * Makes the filter hold, once and for all, and closes this process's /proc to others of the same user. That it holds is
     * tried, for a kernel that is itself emulated may only have said so.
     *
     * @throws UnconfinedException when it doesn't hold
     */
    public static void apply(SystemCallFilter filter) throws UnconfinedException {
        var architecture = Architecture.current()
                .orElseThrow(() -> new UnconfinedException("no system-call filter is known for "
                        + System.getProperty("os.name") + " on " + System.getProperty("os.arch")
                        + "; the sandbox needs Linux on x86-64 or arm64"));
        try (var memory = Arena.ofConfined()) {
            new Confinement(new Kernel(architecture, memory)).take(filter);
        } catch (LinkageError e) {
            throw new UnconfinedException("this Java can't call the kernel to install the system-call filter (" + e
                    + "); start it with --enable-native-access=ALL-UNNAMED");
        }
    }

    private void take(SystemCallFilter filter) throws UnconfinedException {
        require("prctl(PR_SET_NO_NEW_PRIVS)", kernel.call(SystemCall.PRCTL, PR_SET_NO_NEW_PRIVS, 1));
        require("prctl(PR_SET_DUMPABLE)", kernel.call(SystemCall.PRCTL, PR_SET_DUMPABLE, 0));
        var program = program(filter.program(kernel.architecture()));
        require(
                "seccomp(SECCOMP_SET_MODE_FILTER)",
                kernel.call(SystemCall.SECCOMP, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, program.address()));
        for (var rule : filter.rules()) {
            if (PROBES.contains(rule.call()) && kernel.call(rule.call(), -1, -1, -1) != -Errno.EPERM.number()) {
                throw new UnconfinedException("the kernel took the system-call filter, but doesn't keep to it: "
                        + rule.call() + " passed" + REMEDY);
            }
        }
    }

    /** A positive result of seccomp is a thread that could not take the filter. */
    private static void require(String what, long result) throws UnconfinedException {
        if (result != 0) {
            throw new UnconfinedException("the system-call filter could not be installed: " + what
                    + (result < 0 ? " failed with error " + -result + name(-result) : " left out thread " + result)
                    + REMEDY);
        }
    }

    private static String name(long number) {
        for (var errno : Errno.values()) {
            if (errno.number() == number) {
                return " (" + errno + ")";
            }
        }
        return "";
    }

    /** A struct sock_fprog, with the instructions that it points to. */
    private MemorySegment program(List<Instruction> instructions) {
        var memory = kernel.memory();
        var code = memory.allocate((long) INSTRUCTION_BYTES * instructions.size(), INSTRUCTION_BYTES);
        for (int i = 0; i < instructions.size(); i++) {
            var at = code.asSlice((long) INSTRUCTION_BYTES * i);
            var instruction = instructions.get(i);
            at.set(JAVA_SHORT, 0, (short) instruction.code());
            at.set(JAVA_BYTE, 2, (byte) instruction.jumpTrue());
            at.set(JAVA_BYTE, 3, (byte) instruction.jumpFalse());
            at.set(JAVA_INT, 4, instruction.operand());
        }
        var program = memory.allocate(PROGRAM_BYTES, INSTRUCTION_BYTES);
        program.set(JAVA_SHORT, 0, (short) instructions.size());
        program.set(ADDRESS, 8, code);
        return program;
    }
}
