/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.controller.agenttask;

import dev.dormouse.controller.settings.Labels;
import dev.dormouse.controller.settings.Settings.Images;
import dev.dormouse.crds.plan.RuntimePlan.PodPlan;
import dev.dormouse.crds.plan.ServerPlan;
import dev.dormouse.crds.plan.ServerPlan.SecretKey;
import dev.dormouse.crds.plan.TaskPlan;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContextBuilder;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The pod template, all of it. The broker has the token and the Secrets; the sandbox has one read-only mount, the socket
 * to the broker, and nothing else.
 */
record TaskPod(TaskPlan task, List<ServerPlan> servers, PodPlan plan, Images images) {
    static final String BROKER = "broker";
    static final String SANDBOX = "sandbox";
    static final String SOCKET_FOLDER = "/run/dormouse";
    static final String SOCKET = SOCKET_FOLDER + "/broker.sock";
    static final String SECRETS_FOLDER = "/var/run/dormouse/secrets/";
    private static final String TOKEN_FOLDER = "/var/run/secrets/kubernetes.io/serviceaccount";
    private static final long TOKEN_SECONDS = 3600;
    private static final long NODE_GONE_SECONDS = 30;
    private static final long GRACE_SECONDS = 20;
    /** Over the task's own limit, which the broker enforces: this one only catches a broker that doesn't. */
    private static final Duration LAST_RESORT = Duration.ofMinutes(10);

    /** @param predecessorGone every container of the pod before was seen terminated */
    record Life(long epoch, String stateUid, boolean predecessorGone) {}

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
        return container(SANDBOX, images.sandbox())
                .withRestartPolicy("Always")
                .withArgs("--socket", SOCKET)
                .withResources(resources(plan.sandbox(), "896Mi"))
                .withVolumeMounts(mount("socket", SOCKET_FOLDER, true))
                .build();
    }

    private Container broker(Life life) {
        return container(BROKER, images.broker())
                .withEnv(environment(life))
                .withResources(resources(plan.broker(), "384Mi"))
                .withVolumeMounts(brokerMounts())
                .build();
    }

    private ContainerBuilder container(String name, String image) {
        return new ContainerBuilder()
                .withName(name)
                .withImage(image)
                .withImagePullPolicy(images.pullPolicy())
                .withSecurityContext(restricted());
    }

    private static SecurityContext restricted() {
        return new SecurityContextBuilder()
                .withRunAsNonRoot(true)
                .withAllowPrivilegeEscalation(false)
                .withReadOnlyRootFilesystem(true)
                .withNewCapabilities()
                .withDrop("ALL")
                .endCapabilities()
                .withNewSeccompProfile()
                .withType("RuntimeDefault")
                .endSeccompProfile()
                .build();
    }

    private List<EnvVar> environment(Life life) {
        var values = new LinkedHashMap<String, String>();
        values.put("DORMOUSE_NAMESPACE", task.ref().namespace());
        values.put("DORMOUSE_TASK", task.ref().name());
        values.put("DORMOUSE_TASK_UID", task.ref().uid());
        values.put("DORMOUSE_STATE_UID", life.stateUid());
        values.put("DORMOUSE_EPOCH", Long.toString(life.epoch()));
        values.put("DORMOUSE_PREDECESSOR_GONE", Boolean.toString(life.predecessorGone()));
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
                mount("socket", SOCKET_FOLDER, false),
                mount("tmp", "/tmp", false),
                mount("token", TOKEN_FOLDER, true)));
        var names = secrets().keySet().stream().toList();
        for (int i = 0; i < names.size(); i++) {
            mounts.add(mount("secret-" + i, SECRETS_FOLDER + names.get(i), true));
        }
        return mounts;
    }

    private static VolumeMount mount(String volume, String path, boolean readOnly) {
        return new VolumeMountBuilder()
                .withName(volume)
                .withMountPath(path)
                .withReadOnly(readOnly ? true : null)
                .build();
    }

    private List<Volume> volumes() {
        var volumes = new ArrayList<Volume>();
        volumes.add(memory("socket", "1Mi"));
        volumes.add(memory("tmp", "32Mi"));
        volumes.add(token());
        var secrets = secrets();
        for (var name : secrets.keySet()) {
            volumes.add(secret("secret-" + (volumes.size() - 3), name, secrets.get(name)));
        }
        return volumes;
    }

    /** Names to keys, only those that the task's servers name, and where the Secret may go. */
    private TreeMap<String, TreeSet<String>> secrets() {
        var secrets = new TreeMap<String, TreeSet<String>>();
        servers.stream()
                .flatMap(server -> server.auth().stream())
                .map(header -> header.secret())
                .forEach((SecretKey key) -> secrets.computeIfAbsent(
                                key.name(), name -> new TreeSet<>(Set.of(SecretKey.ORIGIN)))
                        .add(key.key()));
        return secrets;
    }

    /** Optional: a missing one would hang the pod without a word; the broker says which it misses. */
    private static Volume secret(String volume, String name, TreeSet<String> keys) {
        return new VolumeBuilder()
                .withName(volume)
                .withNewSecret()
                .withSecretName(name)
                .withOptional(true)
                .withItems(
                        keys.stream().map(key -> new KeyToPath(key, null, key)).toList())
                .endSecret()
                .build();
    }

    private static Volume memory(String name, String size) {
        return new VolumeBuilder()
                .withName(name)
                .withNewEmptyDir()
                .withMedium("Memory")
                .withSizeLimit(new Quantity(size))
                .endEmptyDir()
                .build();
    }

    private static Volume token() {
        // @formatter:off
        return new VolumeBuilder()
                .withName("token")
                .withNewProjected()
                .addNewSource()
                .withNewServiceAccountToken()
                .withPath("token")
                .withExpirationSeconds(TOKEN_SECONDS)
                .endServiceAccountToken()
                .endSource()
                .addNewSource()
                .withNewConfigMap()
                .withName("kube-root-ca.crt")
                .withItems(new KeyToPath("ca.crt", null, "ca.crt"))
                .endConfigMap()
                .endSource()
                .addNewSource()
                .withNewDownwardAPI()
                .addNewItem()
                .withPath("namespace")
                .withNewFieldRef()
                .withFieldPath("metadata.namespace")
                .endFieldRef()
                .endItem()
                .endDownwardAPI()
                .endSource()
                .endProjected()
                .build();
        // @formatter:on
    }
}
