/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.controller.mcpserver;

import dev.dormouse.controller.pods.PodParts;
import dev.dormouse.controller.pods.SecretVolumes;
import dev.dormouse.controller.settings.Labels;
import dev.dormouse.controller.settings.Settings.Images;
import dev.dormouse.crds.plan.ServerPlan;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The pod that asks a server for its tools: the broker's image, with what a task's broker has for this server and
 * nothing more, for a short time. Pure.
 */
record ProbePod(ServerPlan server, Images images) {
    static final String CONTAINER = "probe";
    /** Over the server's own time-out: connecting, and a few pages. */
    private static final long DEADLINE_SECONDS = 60;

    private static final long GRACE_SECONDS = 1;

    /** @param meta of what the server owns; name and labels of the pod are added */
    Pod build(ObjectMeta meta, Access access, long generation) {
        // @formatter:off
        return new PodBuilder()
                .withMetadata(new ObjectMetaBuilder(meta)
                        .withName(access.name() + "-" + generation)
                        .addToLabels(Labels.POD, Labels.PROBE_POD)
                        .addToLabels(Labels.mayCall(server.name()), "")
                        .addToAnnotations("cluster-autoscaler.kubernetes.io/safe-to-evict", "true")
                        .build())
                .withNewSpec()
                .withServiceAccountName(access.name())
                .withAutomountServiceAccountToken(false)
                .withEnableServiceLinks(false)
                .withRestartPolicy("Never")
                .withTerminationGracePeriodSeconds(GRACE_SECONDS)
                .withActiveDeadlineSeconds(DEADLINE_SECONDS + server.timeout().toSeconds())
                .withNewSecurityContext()
                .withRunAsNonRoot(true)
                .withNewSeccompProfile()
                .withType("RuntimeDefault")
                .endSeccompProfile()
                .endSecurityContext()
                .withContainers(container(meta.getNamespace(), access, generation))
                .withVolumes(volumes())
                .endSpec()
                .build();
        // @formatter:on
    }

    private Container container(String namespace, Access access, long generation) {
        return new ContainerBuilder()
                .withName(CONTAINER)
                .withImage(images.broker())
                .withImagePullPolicy(images.pullPolicy())
                .withArgs("probe")
                .withEnv(
                        new EnvVar("DORMOUSE_NAMESPACE", namespace, null),
                        new EnvVar("DORMOUSE_SERVER", server.name(), null),
                        new EnvVar("DORMOUSE_GENERATION", Long.toString(generation), null),
                        new EnvVar("DORMOUSE_CATALOG", access.catalogName(), null))
                .withSecurityContext(PodParts.restricted())
                .withNewResources()
                .withRequests(Map.of("cpu", new Quantity("50m"), "memory", new Quantity("128Mi")))
                .withLimits(Map.of("memory", new Quantity("384Mi")))
                .endResources()
                .withVolumeMounts(mounts())
                .build();
    }

    private List<VolumeMount> mounts() {
        var mounts = new ArrayList<>(
                List.of(PodParts.mount("tmp", "/tmp", false), PodParts.mount("token", PodParts.TOKEN_FOLDER, true)));
        mounts.addAll(SecretVolumes.of(List.of(server)).mounts());
        return mounts;
    }

    private List<Volume> volumes() {
        var volumes = new ArrayList<>(List.of(PodParts.memory("tmp", "32Mi"), PodParts.token()));
        volumes.addAll(SecretVolumes.of(List.of(server)).volumes());
        return volumes;
    }
}
