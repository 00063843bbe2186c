/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.sandbox.supervisor;

import dev.dormouse.wire.frame.ToBroker.Lost;
import dev.dormouse.wire.frame.ToSandbox.StepLimits;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** The stopwatch of one evaluator. Only bursts count, the time in between is the broker's. For one thread at a time. */
final class Watch {
    /** Starting and restoring are the runtime's work; this only bounds what a hostile snapshot may cost. */
    private static final long OWN_WORK_MILLIS = 60_000;

    private static final long CAPTURE_MILLIS = 5_000;

    /**
     * The first step also pays for what the JIT still compiles of the process' start: 0.2 to 0.4 s of CPU time on a quiet
     * machine, up to twice that on a busy one. That is not the code's.
     */
    private static final long WARM_UP_MILLIS = 1_000;

    private static final StepLimits OWN_WORK = new StepLimits(OWN_WORK_MILLIS, OWN_WORK_MILLIS, 0, 0, 0);

    private final Supplier<Optional<ProcessUse>> process;
    private final long residentLimit;
    private StepLimits limits = OWN_WORK;
    private long free = WARM_UP_MILLIS;
    private long cpuOfEarlierBursts;
    private long cpuAtBurst;
    private long burstNanos = System.nanoTime();

    /**
     * @param process what it has used so far; empty when it is gone
     */
    Watch(Supplier<Optional<ProcessUse>> process, long residentLimit) {
        this.process = process;
        this.residentLimit = residentLimit;
    }

    /** The variables are restored. */
    void opening() {
        limits = OWN_WORK;
        cpuOfEarlierBursts = 0;
        burst();
    }

    /** A step begins: its CPU time counts from zero, that of the process' first one from below. */
    void begin(StepLimits stepLimits) {
        limits = stepLimits;
        cpuOfEarlierBursts = -free;
        free = 0;
        burst();
    }

    /**
     * The step's variables are captured. A Proxy's traps are the guest's code, so the step's CPU time goes on to count, with
     * something on top, as it may have been used up to the last millisecond.
     */
    void capture() {
        var extra = Math.min(limits.cpuMillis(), CAPTURE_MILLIS);
        limits = new StepLimits(limits.cpuMillis() + extra, OWN_WORK_MILLIS, 0, 0, 0);
        burst();
    }

    /** The same step goes on. */
    void burst() {
        cpuAtBurst = cpu();
        burstNanos = System.nanoTime();
    }

    void pause() {
        cpuOfEarlierBursts += cpu() - cpuAtBurst;
    }

    /** Looks at the running process; empty when it is within its limits, or gone. */
    Optional<Lost> look() {
        return process.get().flatMap(use -> {
            long wall = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - burstNanos);
            return Loss.ofMemory(use.residentBytes(), residentLimit)
                    .or(() -> Loss.of(limits, cpuOfEarlierBursts + use.cpuMillis() - cpuAtBurst, wall));
        });
    }

    private long cpu() {
        return process.get().map(ProcessUse::cpuMillis).orElse(cpuAtBurst);
    }
}
