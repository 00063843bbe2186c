/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.controller.agenttask;

import dev.dormouse.controller.agenttask.Slots.Claimant;
import dev.dormouse.controller.settings.Labels;
import dev.dormouse.crds.v1alpha1.AgentTask;
import io.fabric8.kubernetes.api.model.Pod;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The places for pods, as the caches show them taken. */
final class Places {
    private final Slots slots;
    private final Sources sources;
    private final Clock clock;

    Places(int max, Sources sources, MeterRegistry meters, Clock clock) {
        this.slots = new Slots(max);
        this.sources = sources;
        this.clock = clock;
        meters.gauge("dormouse.tasks.waiting", slots, Slots::waiting);
        meters.gauge("dormouse.pods", this, it -> it.occupying().count());
    }

    private Stream<Pod> occupying() {
        return sources.pods().filter(pod -> PodObservation.occupies(pod, clock.instant()));
    }

    /** How many are before the task; empty when it has a place. */
    Optional<Integer> claim(AgentTask task) {
        return slots.claim(claimant(task), withPod(), sources::exists);
    }

    /** Gives the task's place back, if it has one, and has those looked at whose turn it may be. */
    void release(AgentTask task) {
        slots.release(claimant(task), withPod()).forEach(sources::wake);
    }

    private Set<ResourceID> withPod() {
        return occupying().map(Places::task).collect(Collectors.toSet());
    }

    private static ResourceID task(Pod pod) {
        return new ResourceID(
                pod.getMetadata().getLabels().get(Labels.TASK),
                pod.getMetadata().getNamespace());
    }

    private static Claimant claimant(AgentTask task) {
        return new Claimant(task.getMetadata().getCreationTimestamp(), ResourceID.fromResource(task));
    }
}
