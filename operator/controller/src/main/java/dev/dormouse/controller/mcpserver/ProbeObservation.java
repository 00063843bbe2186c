/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.controller.mcpserver;

import dev.dormouse.crds.probe.ProbeReport;
import dev.dormouse.crds.v1alpha1.McpServerStatus;
import dev.dormouse.crds.v1alpha1.Reason;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** From the pod of a probe, as the API server has it, to what is known by it. Pure. */
sealed interface ProbeObservation {
    /** A pod that hasn't started by then won't. */
    Duration START = Duration.ofMinutes(3);
    /** A pod that is still there so long after its grace period is on a node that nobody hears. */
    Duration UNHEARD = Duration.ofMinutes(1);

    /** It asks, or is on its way to or from it. */
    record Asking() implements ProbeObservation {}

    /** @param at when it ended; the same whenever the same pod is looked at */
    record Ended(ProbeReport report, Instant at) implements ProbeObservation {
        /** Whether the status has it. Its time alone doesn't tell: the kubelet counts in seconds. */
        boolean isIn(McpServerStatus status) {
            var digest = status.catalog() == null ? null : status.catalog().digest();
            return at.toString().equals(status.probeTime()) && Objects.equals(report.digest(), digest);
        }
    }

    static boolean occupies(Pod pod, Instant now) {
        return !hasEnded(pod) && !isUnheard(pod, now);
    }

    /** It was deleted, and its node doesn't say that it is gone. */
    static boolean isUnheard(Pod pod, Instant now) {
        var deadline = pod.getMetadata().getDeletionTimestamp();
        return deadline != null && !Instant.parse(deadline).plus(UNHEARD).isAfter(now);
    }

    static ProbeObservation of(Pod pod, long generation, Instant now) {
        if (pod.getMetadata().getDeletionTimestamp() != null) {
            return new Asking();
        }
        var created = Instant.parse(pod.getMetadata().getCreationTimestamp());
        if (hasEnded(pod)) {
            return new Ended(report(pod, generation), endedAt(pod).orElse(created));
        }
        var running = states(pod).anyMatch(state -> state.getRunning() != null);
        return running || created.plus(START).isAfter(now)
                ? new Asking()
                : new Ended(ProbeReport.failed(generation, Reason.PROBE_FAILED, notStarted(pod)), created);
    }

    private static boolean hasEnded(Pod pod) {
        var phase =
                pod.getStatus() == null ? "" : String.valueOf(pod.getStatus().getPhase());
        return phase.equals("Succeeded") || phase.equals("Failed");
    }

    private static ProbeReport report(Pod pod, long generation) {
        return states(pod)
                .flatMap(state -> Stream.ofNullable(state.getTerminated()))
                .flatMap(ended -> ProbeReport.read(ended.getMessage()).stream())
                .findFirst()
                .orElseGet(() -> silent(pod, generation));
    }

    private static ProbeReport silent(Pod pod, long generation) {
        if ("DeadlineExceeded".equals(pod.getStatus().getReason())) {
            return ProbeReport.failed(
                    generation,
                    Reason.TIMEOUT,
                    "the server had not listed its tools after " + pod.getSpec().getActiveDeadlineSeconds() + " s");
        }
        var code = states(pod)
                .flatMap(state -> Stream.ofNullable(state.getTerminated()))
                .map(ended -> "; it ended with code " + ended.getExitCode() + " (" + ended.getReason() + ")")
                .findFirst()
                .orElse("");
        return ProbeReport.failed(generation, Reason.PROBE_FAILED, "the pod that asks the server said nothing" + code);
    }

    private static Optional<Instant> endedAt(Pod pod) {
        return states(pod)
                .flatMap(state -> Stream.ofNullable(state.getTerminated()))
                .flatMap(ended -> Stream.ofNullable(ended.getFinishedAt()))
                .map(Instant::parse)
                .findFirst();
    }

    private static String notStarted(Pod pod) {
        return states(pod)
                .flatMap(state -> Stream.ofNullable(state.getWaiting()))
                .map(waiting -> waiting.getReason() + ": " + waiting.getMessage())
                .findFirst()
                .or(() -> pod.getStatus().getConditions().stream()
                        .filter(condition -> "False".equals(condition.getStatus()) && condition.getMessage() != null)
                        .map(condition -> condition.getReason() + ": " + condition.getMessage())
                        .findFirst())
                .map(why -> "the pod that asks the server does not start: " + why)
                .orElse("the pod that asks the server does not start");
    }

    private static Stream<ContainerState> states(Pod pod) {
        return Stream.ofNullable(pod.getStatus())
                .map(status -> status.getContainerStatuses())
                .flatMap(List::stream)
                .map(ContainerStatus::getState);
    }
}
