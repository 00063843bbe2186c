/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.controller.agenttask;

import dev.dormouse.controller.settings.Labels;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;

/** Pods and their status, as a kubelet reports them. */
final class PodFixtures {
    static final String FINISHED = "2026-03-01T10:00:00Z";

    private PodFixtures() {}

    static Pod pod(long epoch, PodStatus status) {
        return new PodBuilder()
                .withNewMetadata()
                .withName("invoices-e" + epoch)
                .addToLabels(Labels.EPOCH, Long.toString(epoch))
                .endMetadata()
                .withNewSpec()
                .addNewInitContainer()
                .withName("sandbox")
                .endInitContainer()
                .addNewContainer()
                .withName("broker")
                .addNewEnv()
                .withName(TaskPod.PREDECESSOR_GONE)
                .withValue("true")
                .endEnv()
                .endContainer()
                .endSpec()
                .withStatus(status)
                .build();
    }

    static ContainerStatus running(String name) {
        return status(name)
                .withReady(true)
                .withNewState()
                .withNewRunning()
                .withStartedAt(FINISHED)
                .endRunning()
                .endState()
                .build();
    }

    static ContainerStatus ended(String name, int exitCode) {
        return status(name)
                .withReady(false)
                .withNewState()
                .withNewTerminated()
                .withExitCode(exitCode)
                .withFinishedAt(FINISHED)
                .endTerminated()
                .endState()
                .build();
    }

    static ContainerStatus waiting(String name, String reason, String message) {
        return status(name)
                .withReady(false)
                .withNewState()
                .withNewWaiting(message, reason)
                .endState()
                .build();
    }

    private static ContainerStatusBuilder status(String name) {
        return new ContainerStatusBuilder()
                .withName(name)
                .withImage(name)
                .withImageID(name)
                .withRestartCount(0);
    }
}
