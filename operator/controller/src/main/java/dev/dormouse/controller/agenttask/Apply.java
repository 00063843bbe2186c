/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.controller.agenttask;

import static java.net.HttpURLConnection.HTTP_BAD_REQUEST;
import static java.net.HttpURLConnection.HTTP_CONFLICT;
import static java.net.HttpURLConnection.HTTP_FORBIDDEN;
import static java.net.HttpURLConnection.HTTP_NOT_FOUND;

import dev.dormouse.controller.settings.ApiWrites;
import dev.dormouse.controller.settings.Labels;
import dev.dormouse.crds.status.PodFacts.Held;
import dev.dormouse.crds.v1alpha1.AgentTask;
import dev.dormouse.crds.v1alpha1.AgentTaskStatus;
import dev.dormouse.crds.v1alpha1.Reason;
import dev.dormouse.wire.Json;
import dev.dormouse.wire.state.Head;
import dev.dormouse.wire.state.PartName;
import dev.dormouse.wire.state.TaskState;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Step 4: every write of this controller. Each says what it came to; none is retried here. What the API server takes in no
 * form, by a quota, a webhook or its own rules, is a {@link RefusedException}.
 */
final class Apply {
    private static final int HTTP_UNPROCESSABLE = 422;
    private static final Set<Integer> REFUSALS = Set.of(HTTP_BAD_REQUEST, HTTP_FORBIDDEN, HTTP_UNPROCESSABLE);

    private final KubernetesClient client;
    private final ApiWrites writes;

    Apply(KubernetesClient client, ApiWrites writes) {
        this.client = client;
        this.writes = writes;
    }

    /** Makes the state with POST, once; where there is one already, that one is returned for judgement. */
    ConfigMap createState(AgentTask task) {
        var state = Resources.state(task);
        try {
            writes.count("create", "ConfigMap");
            return client.resource(state).create();
        } catch (KubernetesClientException e) {
            if (e.getCode() != HTTP_CONFLICT) {
                throw asRefusal("ConfigMap", e);
            }
            return client.resource(state).require();
        }
    }

    /** Makes room for what the broker wants to store; where there is some already, that is it. */
    void createPart(AgentTask task, PartName part) {
        try {
            create(Resources.part(task, part));
        } catch (KubernetesClientException e) {
            if (e.getCode() != HTTP_CONFLICT) {
                throw e;
            }
        }
    }

    /** Removes a part that no head names any more; this very object, not one that took its name. */
    void deletePart(ConfigMap part) {
        writes.count("delete", "ConfigMap");
        try {
            client.raw(
                    "/api/v1/namespaces/" + part.getMetadata().getNamespace() + "/configmaps/"
                            + part.getMetadata().getName(),
                    "DELETE",
                    Map.of(
                            "apiVersion",
                            "v1",
                            "kind",
                            "DeleteOptions",
                            "preconditions",
                            Map.of("uid", part.getMetadata().getUid())));
        } catch (KubernetesClientException e) {
            if (e.getCode() != HTTP_NOT_FOUND && !isStale(e)) {
                throw e;
            }
        }
    }

    /**
     * Moves the head, if it is still the one that was read.
     *
     * @return false: it isn't; look again
     * @throws TamperedException when it is, and can't be moved any more
     * @throws RefusedException when the API server lets nobody move it now
     */
    boolean raise(AgentTask task, String raw, Head raised) {
        var patch = List.of(
                Map.of("op", "test", "path", "/data/" + TaskState.HEAD_KEY, "value", raw),
                Map.of("op", "replace", "path", "/data/" + TaskState.HEAD_KEY, "value", Json.text(raised)));
        var state = client.configMaps()
                .inNamespace(task.getMetadata().getNamespace())
                .withName(TaskState.nameFor(task.getMetadata().getName()));
        try {
            writes.count("patch", "ConfigMap");
            state.patch(PatchContext.of(PatchType.JSON), Json.text(patch));
            return true;
        } catch (KubernetesClientException e) {
            var standing = e.getCode() == HTTP_UNPROCESSABLE ? state.get() : null;
            if (StateFacts.raw(standing).equals(Optional.of(raw))) { // no test of the patch failed
                throw unraisable(standing, e);
            }
            if (isStale(e) || e.getCode() == HTTP_NOT_FOUND) {
                return false;
            }
            throw asRefusal("ConfigMap", e);
        }
    }

    private static RuntimeException unraisable(@Nullable ConfigMap state, KubernetesClientException e) {
        return state != null && Boolean.TRUE.equals(state.getImmutable())
                ? new TamperedException("its ConfigMap can't be changed any more: " + message(e))
                : asRefusal("ConfigMap", e);
    }

    /** Makes the pod and, before it, what its broker needs. */
    void make(Resources resources) {
        switch (resources) {
            case Resources(var access, var pod) -> {
                grant(access);
                make(pod);
            }
        }
    }

    /** Lets the task's broker read what the task names now. */
    void grant(Access granted) {
        switch (granted) {
            case Access(var account, var role, var binding) -> {
                ensure(account);
                ensure(role);
                ensure(binding);
            }
        }
    }

    private void make(Pod pod) {
        try {
            create(pod);
        } catch (KubernetesClientException e) {
            if (e.getCode() != HTTP_CONFLICT) {
                throw e;
            }
            var standing = client.resource(pod).get();
            if (standing == null) { // counting a quota met another count
                throw new RefusedException(new Held(Reason.BLOCKED, "the API server to take its pod: " + message(e)));
            }
            if (!owners(standing).equals(owners(pod))) {
                throw new RefusedException(
                        new Held(
                                Reason.BLOCKED,
                                "the name " + pod.getMetadata().getName()
                                        + ", which a pod has that isn't the task's: delete that one, or give the task another name"));
            }
        }
    }

    private static Set<String> owners(Pod pod) {
        return pod.getMetadata().getOwnerReferences().stream()
                .map(OwnerReference::getUid)
                .collect(Collectors.toSet());
    }

    /** Has the policies of these servers select the pod, and no others; a write where they didn't. */
    void relabel(Pod pod, Map<String, String> mayCall) {
        var labels = pod.getMetadata().getLabels();
        var patch = new ArrayList<Map<String, String>>();
        labels.keySet().stream()
                .filter(key -> Labels.isMayCall(key) && !mayCall.containsKey(key))
                .forEach(key -> patch.add(Map.of("op", "remove", "path", path(key))));
        mayCall.keySet().stream()
                .filter(key -> !labels.containsKey(key))
                .forEach(key -> patch.add(Map.of("op", "add", "path", path(key), "value", "")));
        if (patch.isEmpty()) {
            return;
        }
        patch.addFirst(Map.of(
                "op",
                "test",
                "path",
                "/metadata/uid",
                "value",
                pod.getMetadata().getUid()));
        writes.count("patch", "Pod");
        try {
            client.resource(pod).patch(PatchContext.of(PatchType.JSON), Json.text(patch));
        } catch (KubernetesClientException e) {
            // the pod is gone, and the next one has the labels from the start; or the cache is late
            if (e.getCode() != HTTP_NOT_FOUND && !isStale(e)) {
                throw e;
            }
        }
    }

    private static String path(String label) {
        return "/metadata/labels/" + label.replace("~", "~0").replace("/", "~1");
    }

    void delete(Pod pod) {
        if (pod.getMetadata().getDeletionTimestamp() == null) {
            writes.count("delete", "Pod");
            client.resource(pod).delete();
        }
    }

    /**
     * Replaces the whole status, of this very task only.
     *
     * @return why there can be no such status: then its head says what no broker says
     */
    Optional<String> status(AgentTask task, AgentTaskStatus status) {
        var patch = List.of(
                Map.of(
                        "op",
                        "test",
                        "path",
                        "/metadata/uid",
                        "value",
                        task.getMetadata().getUid()),
                Map.of("op", "add", "path", "/status", "value", status));
        var named = client.resources(AgentTask.class)
                .inNamespace(task.getMetadata().getNamespace())
                .withName(task.getMetadata().getName());
        try {
            writes.count("patch", "AgentTask/status");
            named.subresource("status").patch(PatchContext.of(PatchType.JSON), Json.text(patch));
        } catch (KubernetesClientException e) {
            if (e.getCode() == HTTP_UNPROCESSABLE && isStill(task, named.get())) {
                return Optional.of(message(e));
            }
            // the task is gone, or is another one: nobody is left to tell
            if (e.getCode() != HTTP_NOT_FOUND && !isStale(e)) {
                throw e;
            }
        }
        return Optional.empty();
    }

    private static boolean isStill(AgentTask task, @Nullable AgentTask standing) {
        return standing != null
                && standing.getMetadata().getUid().equals(task.getMetadata().getUid());
    }

    private static RuntimeException asRefusal(String kind, KubernetesClientException e) {
        if (!REFUSALS.contains(e.getCode())) {
            return e;
        }
        var what = kind.equals("Pod") ? "pod" : kind;
        return new RefusedException(
                message(e).contains("exceeded quota")
                        ? new Held(Reason.QUOTA_EXCEEDED, "room in the namespace's quota: " + message(e))
                        : new Held(Reason.BLOCKED, "the API server to take its " + what + ": " + message(e)));
    }

    private static String message(KubernetesClientException e) {
        return String.valueOf(
                e.getStatus() == null ? e.getMessage() : e.getStatus().getMessage());
    }

    private <T extends HasMetadata> void create(T object) {
        writes.count("create", object.getKind());
        try {
            client.resource(object).create();
        } catch (KubernetesClientException e) {
            throw asRefusal(object.getKind(), e);
        }
    }

    /** One write for what is new, a read for what stands, a second write for a Role that became another. */
    private <T extends HasMetadata> void ensure(T object) {
        var standing = client.resource(object).get();
        if (standing == null) {
            create(object);
        } else if (object instanceof Role wanted
                && standing instanceof Role found
                && !wanted.getRules().equals(found.getRules())) {
            writes.count("update", "Role");
            client.resource(wanted).update();
        }
    }

    private static boolean isStale(KubernetesClientException e) {
        return e.getCode() == HTTP_CONFLICT || e.getCode() == HTTP_UNPROCESSABLE;
    }
}
