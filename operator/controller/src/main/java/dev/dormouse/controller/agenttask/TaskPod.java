/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.controller.agenttask;

import dev.dormouse.controller.pods.PodParts;
import dev.dormouse.controller.pods.SecretVolumes;
import dev.dormouse.controller.settings.Labels;
import dev.dormouse.controller.settings.Settings;
import dev.dormouse.crds.plan.RuntimePlan.PodPlan;
import dev.dormouse.crds.plan.ServerPlan;
import dev.dormouse.crds.plan.TaskPlan;
import dev.dormouse.wire.state.Head;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The pod template, all of it. The broker has the token and the Secrets; the sandbox has one read-only mount, the socket
 * to the broker, and nothing else.
 */
record TaskPod(TaskPlan task, List<ServerPlan> servers, PodPlan plan, Settings settings) {
    static final String BROKER = "broker";
    static final String SANDBOX = "sandbox";
    static final String PREDECESSOR_GONE = "DORMOUSE_PREDECESSOR_GONE";
    static final String SOCKET_FOLDER = "/run/dormouse";
    static final String SOCKET = SOCKET_FOLDER + "/broker.sock";
    private static final long NODE_GONE_SECONDS = 30;
    private static final long GRACE_SECONDS = 30;
    /** Over the task's own limit, which the broker enforces: this one only catches a broker that doesn't. */
    private static final Duration LAST_RESORT = Duration.ofMinutes(10);

    /**
     * @param head that the pod begins with, of its epoch
     * @param predecessorGone every container of the pods before was seen terminated
     */
    record Life(Head head, String stateUid, boolean predecessorGone) {
        long epoch() {
            return head.epoch();
        }
    }

    static String name(String task, long epoch) {
        return task + "-e" + epoch;
    }

    Pod build(Life life, OwnerReference owner) {
        var name = task.ref().name();
        // @formatter:off
        return new PodBuilder()
                .withNewMetadata()
                .withName(name(name, life.epoch()))
                .withNamespace(task.ref().namespace())
                .withLabels(labels(life))
                .withAnnotations(annotations())
                .withOwnerReferences(owner)
                .endMetadata()
                .withNewSpec()
                .withServiceAccountName(Access.name(name))
                .withAutomountServiceAccountToken(false)
                .withEnableServiceLinks(false)
                .withRestartPolicy("Never")
                .withTerminationGracePeriodSeconds(GRACE_SECONDS)
                .withActiveDeadlineSeconds(task.limits()
                        .active()
                        .plus(task.idle())
                        .plus(LAST_RESORT)
                        .toSeconds())
                .withNewSecurityContext()
                .withRunAsNonRoot(true)
                .withNewSeccompProfile()
                .withType("RuntimeDefault")
                .endSeccompProfile()
                .endSecurityContext()
                .withNodeSelector(plan.nodeSelector().isEmpty() ? null : plan.nodeSelector())
                .withTolerations(tolerations())
                .withPriorityClassName(plan.priorityClass().orElse(null))
                .withRuntimeClassName(plan.runtimeClass().orElse(null))
                .withImagePullSecrets(plan.imagePullSecrets().stream()
                        .map(LocalObjectReference::new)
                        .toList())
                .withInitContainers(sandbox())
                .withContainers(broker(life))
                .withVolumes(volumes())
                .endSpec()
                .build();
        // @formatter:on
    }

    private Map<String, String> labels(Life life) {
        var labels = new LinkedHashMap<>(plan.labels());
        labels.putAll(mayCall(servers));
        labels.put(Labels.POD, Labels.TASK_POD);
        labels.put(Labels.TASK, task.ref().name());
        labels.put(Labels.EPOCH, Long.toString(life.epoch()));
        labels.put(Labels.MANAGED_BY, Labels.OPERATOR);
        return labels;
    }

    /** The policies of its servers select the pod by these; there is none for what it does not call. */
    static Map<String, String> mayCall(List<ServerPlan> servers) {
        var labels = new LinkedHashMap<String, String>();
        servers.forEach(server -> labels.put(Labels.mayCall(server.name()), ""));
        return labels;
    }

    private Map<String, String> annotations() {
        var annotations = new LinkedHashMap<>(plan.annotations());
        annotations.put("cluster-autoscaler.kubernetes.io/safe-to-evict", "true");
        annotations.put("kubectl.kubernetes.io/default-container", BROKER);
        return annotations;
    }

    private List<Toleration> tolerations() {
        var tolerations = new ArrayList<>(plan.tolerations());
        for (var taint : List.of("not-ready", "unreachable")) {
            tolerations.add(
                    new Toleration("NoExecute", "node.kubernetes.io/" + taint, "Exists", NODE_GONE_SECONDS, null));
        }
        return tolerations;
    }

    /** A sidecar: it starts with the broker, is restarted without it, and is stopped after it. */
    private Container sandbox() {
        return container(SANDBOX, settings.images().sandbox())
                .withRestartPolicy("Always")
                .withArgs("--socket", SOCKET)
                .withResources(resources(plan.sandbox(), "896Mi"))
                .withVolumeMounts(PodParts.mount("socket", SOCKET_FOLDER, true))
                .build();
    }

    private Container broker(Life life) {
        return container(BROKER, settings.images().broker())
                .withEnv(environment(life))
                .withResources(resources(plan.broker(), "384Mi"))
                .withVolumeMounts(brokerMounts())
                .build();
    }

    private ContainerBuilder container(String name, String image) {
        return new ContainerBuilder()
                .withName(name)
                .withImage(image)
                .withImagePullPolicy(settings.images().pullPolicy())
                .withSecurityContext(PodParts.restricted());
    }

    private List<EnvVar> environment(Life life) {
        var values = new LinkedHashMap<String, String>();
        values.put("DORMOUSE_NAMESPACE", task.ref().namespace());
        values.put("DORMOUSE_TASK", task.ref().name());
        values.put("DORMOUSE_TASK_UID", task.ref().uid());
        values.put("DORMOUSE_STATE_UID", life.stateUid());
        values.put("DORMOUSE_EPOCH", Long.toString(life.epoch()));
        values.put(PREDECESSOR_GONE, Boolean.toString(life.predecessorGone()));
        values.put("DORMOUSE_STATE_BYTES", Long.toString(settings.stateBytes()));
        return values.entrySet().stream()
                .map(entry -> new EnvVarBuilder()
                        .withName(entry.getKey())
                        .withValue(entry.getValue())
                        .build())
                .toList();
    }

    /** No limit on processors: a throttled JVM starts in many seconds. */
    private static ResourceRequirements resources(ResourceRequirements asked, String memory) {
        var requests = new LinkedHashMap<String, Quantity>();
        requests.put("cpu", new Quantity("50m"));
        requests.put("memory", new Quantity("128Mi"));
        var limits = new LinkedHashMap<String, Quantity>();
        limits.put("memory", new Quantity(memory));
        if (asked.getRequests() != null) {
            requests.putAll(asked.getRequests());
        }
        if (asked.getLimits() != null) {
            limits.putAll(asked.getLimits());
        }
        return new ResourceRequirementsBuilder()
                .withRequests(requests)
                .withLimits(limits)
                .build();
    }

    private List<VolumeMount> brokerMounts() {
        var mounts = new ArrayList<>(List.of(
                PodParts.mount("socket", SOCKET_FOLDER, false),
                PodParts.mount("tmp", "/tmp", false),
                PodParts.mount("token", PodParts.TOKEN_FOLDER, true)));
        mounts.addAll(SecretVolumes.of(servers).mounts());
        return mounts;
    }

    private List<Volume> volumes() {
        var volumes = new ArrayList<Volume>();
        volumes.add(PodParts.memory("socket", "1Mi"));
        volumes.add(PodParts.memory("tmp", "32Mi"));
        volumes.add(PodParts.token());
        volumes.addAll(SecretVolumes.of(servers).volumes());
        return volumes;
    }
}
