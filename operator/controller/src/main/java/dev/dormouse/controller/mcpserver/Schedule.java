/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.controller.mcpserver;

import dev.dormouse.crds.conditions.Conditions;
import dev.dormouse.crds.v1alpha1.Condition;
import dev.dormouse.crds.v1alpha1.ConditionType;
import dev.dormouse.crds.v1alpha1.McpServerStatus;
import dev.dormouse.crds.v1alpha1.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * When a server is asked for its tools: at once for a spec that is new; while it isn't ready again after as long as it
 * wasn't, at least 30 s and at most 10 min; once it is ready, every so often. Follows from the status alone. Pure.
 */
final class Schedule {
    static final Duration SHORTEST = Duration.ofSeconds(30);
    static final Duration LONGEST = Duration.ofMinutes(10);

    private static final Set<String> UNASKED =
            Set.of(Reason.PROBING.text(), Reason.NOT_RESOLVED.text(), Reason.NETWORK_NOT_READY.text());

    private Schedule() {}

    static Instant next(Optional<McpServerStatus> status, long generation, Duration reprobe) {
        var ready = status.flatMap(is ->
                        Conditions.find(Objects.requireNonNullElse(is.conditions(), List.of()), ConditionType.READY))
                .filter(is -> Objects.equals(is.observedGeneration(), generation))
                .filter(is -> !UNASKED.contains(is.reason()));
        var asked = status.flatMap(is -> Optional.ofNullable(is.probeTime())).map(Instant::parse);
        if (ready.isEmpty() || asked.isEmpty()) {
            return Instant.EPOCH;
        }
        return asked.get().plus(ready.get().holds() ? reprobe : backOff(ready.get(), asked.get()));
    }

    private static Duration backOff(Condition notReady, Instant asked) {
        var since = Duration.between(Instant.parse(notReady.lastTransitionTime()), asked);
        if (since.compareTo(SHORTEST) < 0) {
            return SHORTEST;
        }
        return since.compareTo(LONGEST) > 0 ? LONGEST : since;
    }
}
