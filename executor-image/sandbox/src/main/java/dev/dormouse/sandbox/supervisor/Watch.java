/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.sandbox.supervisor;

import dev.dormouse.wire.frame.ToBroker.Lost;
import dev.dormouse.wire.frame.ToSandbox.StepLimits;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The stopwatch of one evaluator. Only bursts count, the time in between is the broker's. For one thread at a time. */
final class Watch {
    /** Starting and restoring are the runtime's work; this only bounds what a hostile snapshot may cost. */
    private static final long OWN_WORK_MILLIS = 60_000;

    private static final long CAPTURE_MILLIS = 5_000;

    static final StepLimits OWN_WORK = new StepLimits(OWN_WORK_MILLIS, OWN_WORK_MILLIS, 0, 0, 0);

    private final long pid;
    private final long residentLimit;
    private StepLimits limits = OWN_WORK;
    private long cpuOfEarlierBursts;
    private long cpuAtBurst;
    private long burstNanos = System.nanoTime();

    Watch(long pid, long residentLimit) {
        this.pid = pid;
        this.residentLimit = residentLimit;
    }

    /** A new step, or work of our own, begins: the CPU time counts from zero. */
    void start(StepLimits stepLimits) {
        limits = stepLimits;
        cpuOfEarlierBursts = 0;
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
        return ProcessUse.of(pid).flatMap(use -> {
            long wall = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - burstNanos);
            return Loss.ofMemory(use.residentBytes(), residentLimit)
                    .or(() -> Loss.of(limits, cpuOfEarlierBursts + use.cpuMillis() - cpuAtBurst, wall));
        });
    }

    private long cpu() {
        return ProcessUse.of(pid).map(ProcessUse::cpuMillis).orElse(cpuAtBurst);
    }
}
