/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.crds.plan;

import dev.dormouse.crds.plan.TaskPlan.Limits;
import dev.dormouse.crds.v1alpha1.LimitsSpec;
import dev.dormouse.crds.v1alpha1.Reason;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The task's own limit, else the runtime's, else the built-in one. A task that asks for more than its runtime's is
 * refused rather than cut, so that nobody plans with a budget that isn't there.
 */
final class LimitsParser {
    private final @Nullable LimitsSpec own;
    private final @Nullable RuntimePlan runtime;

    LimitsParser(@Nullable LimitsSpec own, @Nullable RuntimePlan runtime) {
        this.own = own;
        this.runtime = runtime;
    }

    Limits parse() {
        var builtIn = Limits.BUILT_IN;
        return new Limits(
                limit("toolCalls", LimitsSpec::toolCalls, builtIn.toolCalls()),
                limit("effects", LimitsSpec::effects, builtIn.effects()),
                Duration.ofSeconds(limit(
                        "cpuSeconds", LimitsSpec::cpuSeconds, builtIn.cpu().toSeconds())),
                Duration.ofSeconds(limit(
                        "activeSeconds",
                        LimitsSpec::activeSeconds,
                        builtIn.active().toSeconds())),
                limit("resultBytes", LimitsSpec::resultBytes, builtIn.resultBytes()));
    }

    private int limit(String name, Function<LimitsSpec, @Nullable Integer> getter, long builtIn) {
        var wanted = own == null ? null : getter.apply(own);
        var ceiling = runtime == null ? null : getter.apply(runtime.ceilings());
        if (wanted == null) {
            return ceiling == null ? Math.toIntExact(builtIn) : ceiling;
        }
        var field = "spec.limits." + name;
        if (wanted < 1) {
            throw new Refusal(field, Reason.INVALID_FIELD, "must be at least 1");
        }
        if (runtime != null && ceiling != null && wanted > ceiling) {
            throw new Refusal(
                    field,
                    Reason.LIMIT_ABOVE_CEILING,
                    wanted + " is more than the " + ceiling + " that AgentRuntime " + runtime.name()
                            + " allows; lower it, or raise it there");
        }
        return wanted;
    }
}
