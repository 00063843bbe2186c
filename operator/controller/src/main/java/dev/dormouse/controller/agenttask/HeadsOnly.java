/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.controller.agenttask;

import dev.dormouse.wire.state.TaskState;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.informers.cache.ItemStore;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Keeps of a state what the controller reads, its head; journal and snapshot may be a mebibyte a task. */
final class HeadsOnly implements ItemStore<ConfigMap> {
    private final Map<String, ConfigMap> states = new ConcurrentHashMap<>();

    @Override
    public String getKey(ConfigMap state) {
        var meta = state.getMetadata();
        return meta.getNamespace() + "/" + meta.getName();
    }

    @Override
    public @Nullable ConfigMap put(String key, ConfigMap state) {
        return states.put(key, pruned(state));
    }

    @Override
    public @Nullable ConfigMap remove(String key) {
        return states.remove(key);
    }

    @Override
    public Stream<String> keySet() {
        return states.keySet().stream();
    }

    @Override
    public Stream<ConfigMap> values() {
        return states.values().stream();
    }

    @Override
    public int size() {
        return states.size();
    }

    @Override
    public @Nullable ConfigMap get(String key) {
        return states.get(key);
    }

    private static ConfigMap pruned(ConfigMap state) {
        var head = state.getData() == null ? null : state.getData().get(TaskState.HEAD_KEY);
        return new ConfigMapBuilder()
                .withNewMetadataLike(state.getMetadata())
                .withManagedFields()
                .endMetadata()
                .withData(head == null ? Map.of() : Map.of(TaskState.HEAD_KEY, head))
                .build();
    }
}
