/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.state;

import dev.dormouse.broker.state.LoadResult.LossReason;
import dev.dormouse.wire.Json;
import dev.dormouse.wire.state.Head;
import dev.dormouse.wire.state.TaskState;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A state in a ConfigMap: {@code data.head}, {@code binaryData.journal}, {@code binaryData.snapshot}. Every write is a
 * PUT conditional on the resourceVersion; labels, annotations and owner references stay as they were found.
 *
 * <p>The client's time-outs are the store's; its retries of requests should be off, but do no harm: a PUT that is sent
 * twice conflicts with itself, and a conflict is judged.
 */
public final class ConfigMapStateStore implements StateStore {
    private final KubernetesClient client;
    private final StateRef ref;
    private final AtomicReference<ObjectMeta> seen = new AtomicReference<>(new ObjectMeta());

    /** @param client stays open when the store is closed */
    public ConfigMapStateStore(KubernetesClient client, StateRef ref) {
        this.client = client;
        this.ref = ref;
    }

    /** @param uid of the ConfigMap; one with the same name and another UID isn't this task's state */
    public record StateRef(String namespace, String name, String uid) {
        String path() {
            return "/api/v1/namespaces/" + namespace + "/configmaps/" + name;
        }

        @Override
        public String toString() {
            return "ConfigMap " + namespace + "/" + name;
        }
    }

    @Override
    public LoadResult load() {
        try {
            return loaded(call("GET", null));
        } catch (KubernetesClientException e) {
            return e.getCode() == 404
                    ? new LoadResult.Lost(LossReason.STATE_LOST, ref + " is gone")
                    : new LoadResult.Unreachable(why(e));
        }
    }

    private LoadResult loaded(ConfigMap found) {
        var metadata = found.getMetadata();
        if (!ref.uid().equals(metadata.getUid())) {
            return new LoadResult.Lost(
                    LossReason.STATE_LOST, ref + " was deleted and made again; its UID should be " + ref.uid());
        }
        try {
            var state = decode(found);
            seen.set(metadata);
            return new LoadResult.Stored(state, new Version(metadata.getResourceVersion()));
        } catch (RuntimeException e) {
            return new LoadResult.Lost(LossReason.STATE_UNREADABLE, ref + " isn't a state: " + e.getMessage());
        }
    }

    @Override
    public CommitResult commit(TaskState next, Version expected) {
        var tooLarge = StoreTooSmall.check(next, StoreTooSmall.CONFIG_MAP_LIMIT);
        if (tooLarge.isPresent()) {
            return new CommitResult.TooLarge(tooLarge.get());
        }
        var metadata = seen.get();
        return expected.value().equals(metadata.getResourceVersion()) ? put(next, metadata) : conflict();
    }

    private CommitResult put(TaskState next, ObjectMeta metadata) {
        try {
            var written = call("PUT", encode(next, metadata)).getMetadata();
            seen.set(written);
            return new CommitResult.Committed(new Version(written.getResourceVersion()));
        } catch (KubernetesClientException e) {
            return switch (e.getCode()) {
                case 404 -> new CommitResult.Gone(LossReason.STATE_LOST, ref + " is gone");
                case 409 -> conflict();
                case 400, 405, 413, 415, 422 -> new CommitResult.Refused(why(e));
                default -> new CommitResult.Unreachable(why(e));
            };
        }
    }

    private CommitResult conflict() {
        return switch (load()) {
            case LoadResult.Stored stored -> new CommitResult.Conflict(stored);
            case LoadResult.Lost(var reason, var why) -> new CommitResult.Gone(reason, why);
            case LoadResult.Unreachable(var why) -> new CommitResult.Unreachable(why);
        };
    }

    private ConfigMap call(String method, @Nullable ConfigMap body) {
        var answer = client.raw(ref.path(), method, body);
        return client.getKubernetesSerialization().unmarshal(answer, ConfigMap.class);
    }

    private String why(KubernetesClientException e) {
        return ref + ": " + (e.getCode() == 0 ? "" : e.getCode() + " ") + e.getMessage();
    }

    private ConfigMap encode(TaskState state, ObjectMeta metadata) {
        var binary = new HashMap<String, String>();
        binary.put(TaskState.JOURNAL_KEY, Base64.getEncoder().encodeToString(state.journal()));
        var snapshot = state.snapshot();
        if (snapshot != null) {
            binary.put(TaskState.SNAPSHOT_KEY, Base64.getEncoder().encodeToString(snapshot));
        }
        return new ConfigMapBuilder()
                .withMetadata(
                        new ObjectMetaBuilder(metadata).withManagedFields().build())
                .withData(Map.of(TaskState.HEAD_KEY, Json.text(state.head())))
                .withBinaryData(binary)
                .build();
    }

    private static TaskState decode(ConfigMap found) {
        var head = Optional.ofNullable(found.getData())
                .map(data -> data.get(TaskState.HEAD_KEY))
                .orElseThrow(() -> new IllegalArgumentException("it has no head"));
        var binary = Optional.ofNullable(found.getBinaryData()).orElse(Map.of());
        var snapshot = binary.get(TaskState.SNAPSHOT_KEY);
        return new TaskState(
                Json.read(head.getBytes(StandardCharsets.UTF_8), Head.class),
                Base64.getDecoder().decode(binary.getOrDefault(TaskState.JOURNAL_KEY, "")),
                snapshot == null ? null : Base64.getDecoder().decode(snapshot));
    }

    /** Holds nothing that needs closing. */
    @Override
    public void close() {}
}
