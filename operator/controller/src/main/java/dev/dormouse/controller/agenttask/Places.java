/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.controller.agenttask;

import dev.dormouse.controller.agenttask.Slots.Claimant;
import dev.dormouse.controller.settings.Labels;
import dev.dormouse.crds.v1alpha1.AgentTask;
import io.fabric8.kubernetes.api.model.Pod;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The places for pods, as the caches show them taken. */
final class Places {
    private final Slots slots;
    private final Sources sources;

    Places(int max, Sources sources, MeterRegistry meters) {
        this.slots = new Slots(max);
        this.sources = sources;
        meters.gauge("dormouse.tasks.waiting", slots, Slots::waiting);
        meters.gauge(
                "dormouse.pods",
                sources,
                all -> all.pods().filter(PodObservation::occupies).count());
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
        return sources.pods().filter(PodObservation::occupies).map(Places::task).collect(Collectors.toSet());
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
