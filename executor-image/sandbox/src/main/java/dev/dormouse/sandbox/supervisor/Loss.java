/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.sandbox.supervisor;

import dev.dormouse.wire.frame.ToBroker.LossReason;
import dev.dormouse.wire.frame.ToBroker.Lost;
import dev.dormouse.wire.frame.ToSandbox.StepLimits;
import java.util.Optional;

/** Decides when an evaluator has used too much. Pure. */
final class Loss {
    private Loss() {}

    /**
     * @param cpuMillis CPU time of the step so far
     * @param wallMillis since the evaluator was last told something
     */
    static Optional<Lost> of(StepLimits limits, long cpuMillis, long wallMillis) {
        if (cpuMillis > limits.cpuMillis()) {
            return Optional.of(new Lost(
                    LossReason.CPU,
                    "the step used more than its " + limits.cpuMillis()
                            + " ms of CPU time (in its code, or in a Proxy or getter that was captured after it)"));
        }
        if (wallMillis > limits.burstMillis()) {
            return Optional.of(new Lost(
                    LossReason.TIME,
                    "the code ran for more than " + limits.burstMillis() + " ms without waiting for a call"));
        }
        return Optional.empty();
    }

    static Optional<Lost> ofMemory(long residentBytes, long limitBytes) {
        return residentBytes <= limitBytes
                ? Optional.empty()
                : Optional.of(new Lost(
                        LossReason.MEMORY,
                        "the code needed more memory than the sandbox has (" + limitBytes / 1048576 + " MB resident)"));
    }
}
