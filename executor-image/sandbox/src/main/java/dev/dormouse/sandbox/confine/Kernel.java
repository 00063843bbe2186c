/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.sandbox.confine;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * Calls the kernel by number. One function of the C library, {@code syscall(2)}, for all of them: each further one would
 * cost the start of a process some 10 ms.
 *
 * @param memory lives as long as this object is used
 */
record Kernel(Architecture architecture, Arena memory, MemorySegment state) {
    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = STATE.varHandle(PathElement.groupElement("errno"));
    private static final int ARGUMENTS = 6;
    private static final MethodHandle SYSCALL = handle();

    Kernel(Architecture architecture, Arena memory) {
        this(architecture, memory, memory.allocate(STATE));
    }

    private static MethodHandle handle() {
        var linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().findOrThrow("syscall"),
                FunctionDescriptor.of(
                        JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
                Linker.Option.firstVariadicArg(1),
                Linker.Option.captureCallState("errno"));
    }

    /** Its result, or the error's number as a negative one. */
    long call(SystemCall call, long... arguments) {
        var a = Arrays.copyOf(arguments, ARGUMENTS);
        long number = call.on(architecture).orElseThrow();
        try {
            long result = (long) SYSCALL.invokeExact(state, number, a[0], a[1], a[2], a[3], a[4], a[5]);
            return result == -1 ? -(int) ERRNO.get(state, 0L) : result;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
