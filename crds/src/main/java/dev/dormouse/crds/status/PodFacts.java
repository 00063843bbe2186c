/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.crds.status;

import dev.dormouse.crds.v1alpha1.Reason;
import java.util.Optional;
import java.util.OptionalInt;

/** What was observed of the newest pod of a task. A task that runs without a cluster has {@link #WORKING} or none. */
public sealed interface PodFacts {
    PodFacts NONE = new None();
    PodFacts WORKING = new Working(1);

    /** No pod was seen. */
    record None() implements PodFacts {}

    /**
     * No pod, though one is needed.
     *
     * @param message what it waits for, for people
     */
    record Held(Reason reason, String message) implements PodFacts {}

    /**
     * The pod exists, its broker doesn't run yet.
     *
     * @param problem what keeps it from starting, if that is known
     */
    record Coming(long epoch, Optional<Problem> problem) implements PodFacts {}

    /** The broker runs. */
    record Working(long epoch) implements PodFacts {}

    /** The broker has ended; the rest of the pod is on its way out. */
    record Ending(long epoch) implements PodFacts {}

    /**
     * The pod does nothing any more that counts, though its object or even a process on a node that is cut off may last.
     *
     * @param disrupted evicted, preempted or drained: nobody's fault
     * @param exitCode of the broker, where it was seen
     * @param allTerminated every container was seen terminated; only then nothing of it can still send
     */
    record Gone(long epoch, boolean disrupted, OptionalInt exitCode, boolean allTerminated) implements PodFacts {}

    /** Why a pod doesn't start. */
    record Problem(Reason reason, String message) {}
}
