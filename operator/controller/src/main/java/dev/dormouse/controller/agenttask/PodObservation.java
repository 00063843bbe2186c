/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.controller.agenttask;

import dev.dormouse.controller.settings.Labels;
import dev.dormouse.crds.status.PodFacts;
import dev.dormouse.crds.status.PodFacts.Problem;
import dev.dormouse.crds.v1alpha1.Reason;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;

/** From a pod, as the API server has it, to {@link PodFacts}. Pure. */
final class PodObservation {
    /** A pod that was ready and isn't for this long is lost. */
    static final Duration NOT_READY = Duration.ofSeconds(30);
    /** After its broker ended, the rest of a pod gets this long. */
    static final Duration ENDING = Duration.ofSeconds(10);

    /** The broker found another one of its epoch, which this pod's end says nothing of. */
    private static final int FENCED = 10;

    private static final Set<String> PULL_PROBLEMS =
            Set.of("ImagePullBackOff", "ErrImagePull", "InvalidImageName", "ErrImageNeverPull");
    private static final Set<String> CONFIG_PROBLEMS = Set.of("CreateContainerConfigError", "CreateContainerError");

    private final Pod pod;
    private final Instant now;

    private PodObservation(Pod pod, Instant now) {
        this.pod = pod;
        this.now = now;
    }

    static PodFacts of(Pod pod, Instant now) {
        return new PodObservation(pod, now).facts();
    }

    static long epoch(Pod pod) {
        return Long.parseLong(pod.getMetadata().getLabels().getOrDefault(Labels.EPOCH, "0"));
    }

    /** Whether the pod can still take room on a node that anybody can reach: one past its grace period is on a dead one. */
    static boolean occupies(Pod pod, Instant now) {
        var deadline = pod.getMetadata().getDeletionTimestamp();
        return !isTerminal(pod)
                && (deadline == null || Instant.parse(deadline).plus(ENDING).isAfter(now));
    }

    /** Every container of it was seen terminated, so that nothing of it can still send. */
    static boolean allTerminated(Pod pod) {
        var statuses = statuses(pod).toList();
        var containers = pod.getSpec().getContainers().size()
                + pod.getSpec().getInitContainers().size();
        return statuses.size() == containers
                && statuses.stream().allMatch(status -> status.getState().getTerminated() != null);
    }

    /** Whether it looks lost in a way that may have passed: what is deleted or terminal stays so. */
    static boolean mayHaveComeBack(Pod pod, Instant now) {
        return !isTerminal(pod)
                && pod.getMetadata().getDeletionTimestamp() == null
                && of(pod, now) instanceof PodFacts.Gone;
    }

    private PodFacts facts() {
        var broker = broker();
        var disrupted =
                condition("DisruptionTarget").filter(PodObservation::holds).isPresent();
        var deleted = pod.getMetadata().getDeletionTimestamp() != null;
        if (isTerminal(pod) || deleted || disrupted || notReadyForLong()) {
            return gone(broker, disrupted);
        }
        if (broker.isPresent()) {
            var finished = broker.get().getFinishedAt();
            var since = finished == null ? now : Instant.parse(finished);
            return since.plus(ENDING).isAfter(now) ? new PodFacts.Ending(epoch(pod)) : gone(broker, false);
        }
        return running() ? new PodFacts.Working(epoch(pod)) : new PodFacts.Coming(epoch(pod), problem());
    }

    private PodFacts gone(Optional<ContainerStateTerminated> broker, boolean disrupted) {
        var exit = broker.map(ContainerStateTerminated::getExitCode);
        return new PodFacts.Gone(
                epoch(pod),
                disrupted,
                exit.isPresent() ? OptionalInt.of(exit.get()) : OptionalInt.empty(),
                allTerminated(pod)
                        && followedNobody()
                        && !exit.filter(code -> code == FENCED).isPresent());
    }

    /** Otherwise it may have ended while it still waited for the pod before it to fall silent. */
    private boolean followedNobody() {
        return pod.getSpec().getContainers().stream()
                .flatMap(container -> container.getEnv().stream())
                .anyMatch(variable -> variable.getName().equals(TaskPod.PREDECESSOR_GONE)
                        && Boolean.parseBoolean(variable.getValue()));
    }

    private boolean notReadyForLong() {
        return running()
                && condition("Ready")
                        .filter(ready -> !holds(ready) && ready.getLastTransitionTime() != null)
                        .filter(ready -> Instant.parse(ready.getLastTransitionTime())
                                .plus(NOT_READY)
                                .isBefore(now))
                        .isPresent();
    }

    private boolean running() {
        return containers()
                .anyMatch(status ->
                        is(status, TaskPod.BROKER) && status.getState().getRunning() != null);
    }

    private Optional<ContainerStateTerminated> broker() {
        return containers()
                .filter(status -> is(status, TaskPod.BROKER))
                .flatMap(status -> Stream.ofNullable(status.getState().getTerminated()))
                .findFirst();
    }

    private Optional<Problem> problem() {
        var waiting = statuses(pod)
                .filter(status -> status.getState() != null)
                .flatMap(status -> Stream.ofNullable(status.getState().getWaiting())
                        .filter(state -> state.getReason() != null)
                        .flatMap(state -> problem(status.getName(), state.getReason(), state.getMessage()).stream()))
                .findFirst();
        return waiting.or(() -> condition("PodScheduled")
                .filter(is -> !holds(is) && "Unschedulable".equals(is.getReason()))
                .map(is -> new Problem(Reason.UNSCHEDULABLE, "no node takes the pod: " + is.getMessage())));
    }

    private static Optional<Problem> problem(String container, String reason, String message) {
        var text = "container " + container + ": " + reason + (message == null ? "" : ": " + message);
        if (PULL_PROBLEMS.contains(reason)) {
            return Optional.of(new Problem(Reason.IMAGE_PULL_FAILED, text));
        }
        return CONFIG_PROBLEMS.contains(reason) ? Optional.of(new Problem(Reason.BLOCKED, text)) : Optional.empty();
    }

    private Optional<PodCondition> condition(String type) {
        return conditions().filter(is -> type.equals(is.getType())).findFirst();
    }

    private Stream<PodCondition> conditions() {
        return pod.getStatus() == null ? Stream.of() : pod.getStatus().getConditions().stream();
    }

    private Stream<ContainerStatus> containers() {
        return pod.getStatus() == null ? Stream.of() : pod.getStatus().getContainerStatuses().stream();
    }

    private static Stream<ContainerStatus> statuses(Pod pod) {
        return pod.getStatus() == null
                ? Stream.of()
                : Stream.concat(
                        pod.getStatus().getInitContainerStatuses().stream(),
                        pod.getStatus().getContainerStatuses().stream());
    }

    private static boolean isTerminal(Pod pod) {
        var phase = pod.getStatus() == null ? null : pod.getStatus().getPhase();
        return "Succeeded".equals(phase) || "Failed".equals(phase);
    }

    private static boolean is(ContainerStatus status, String name) {
        return name.equals(status.getName()) && status.getState() != null;
    }

    private static boolean holds(PodCondition condition) {
        return "True".equals(condition.getStatus());
    }

    /** Newest first. */
    static List<Pod> newestFirst(Stream<Pod> pods) {
        return pods.sorted((one, other) -> Long.compare(epoch(other), epoch(one)))
                .toList();
    }
}
