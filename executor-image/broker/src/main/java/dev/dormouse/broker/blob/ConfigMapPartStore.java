/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.blob;

import dev.dormouse.wire.state.PartName;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Parts in ConfigMaps. The controller makes them, empty, for the names that the head wants, and lets this broker write
 * them; filled, they are immutable. The controller also removes those that no head names any more.
 */
public final class ConfigMapPartStore implements PartStore {
    /** Key of the bytes in {@code binaryData}. */
    private static final String KEY = "part";
    /** Of what a ConfigMap may hold, 1 MiB, the rest is left for metadata. */
    private static final int PART_BYTES = 900 * 1024;

    private final KubernetesClient client;
    private final Owner owner;

    /** @param uid of the task: a ConfigMap that it doesn't own isn't a part of it */
    public record Owner(String namespace, String task, String uid) {}

    public ConfigMapPartStore(KubernetesClient client, Owner owner) {
        this.client = client;
        this.owner = owner;
    }

    @Override
    public int partBytes() {
        return PART_BYTES;
    }

    @Override
    public PutResult put(PartName part, byte[] bytes) {
        try {
            var found = call("GET", part, null);
            if (!isOurs(found)) {
                return new PutResult.Taken(said(part) + " is not the task's");
            }
            var there = bytes(found);
            if (there.isPresent()) {
                return Arrays.equals(there.get(), bytes)
                        ? new PutResult.Stored()
                        : new PutResult.Taken(said(part) + " holds other bytes");
            }
            call("PUT", part, filled(found, bytes));
            return new PutResult.Stored();
        } catch (KubernetesClientException e) {
            return new PutResult.NotYet(why(part, e));
        }
    }

    private static ConfigMap filled(ConfigMap empty, byte[] bytes) {
        return new ConfigMapBuilder(empty)
                .editMetadata()
                .withManagedFields()
                .endMetadata()
                .withBinaryData(Map.of(KEY, Base64.getEncoder().encodeToString(bytes)))
                .withImmutable(true)
                .build();
    }

    @Override
    public GetResult get(PartName part) {
        try {
            var found = call("GET", part, null);
            return isOurs(found)
                    ? bytes(found)
                            .<GetResult>map(GetResult.Found::new)
                            .orElseGet(() -> new GetResult.Missing(said(part) + " is empty"))
                    : new GetResult.Missing(said(part) + " is not the task's");
        } catch (KubernetesClientException e) {
            return e.getCode() == HttpURLConnection.HTTP_NOT_FOUND
                    ? new GetResult.Missing(said(part) + " is gone")
                    : new GetResult.Unreachable(why(part, e));
        }
    }

    /** The controller's work: its cache shows it the heads and the parts. */
    @Override
    public void retain(Set<PartName> named) {}

    private boolean isOurs(ConfigMap found) {
        return found.getMetadata().getOwnerReferences().stream()
                .anyMatch(each -> owner.uid().equals(each.getUid()));
    }

    private static Optional<byte[]> bytes(ConfigMap found) {
        return Optional.ofNullable(found.getBinaryData())
                .map(data -> data.get(KEY))
                .map(Base64.getDecoder()::decode);
    }

    private ConfigMap call(String method, PartName part, @Nullable ConfigMap body) {
        var path = "/api/v1/namespaces/" + owner.namespace() + "/configmaps/" + part.configMap(owner.task());
        return client.getKubernetesSerialization().unmarshal(client.raw(path, method, body), ConfigMap.class);
    }

    private String said(PartName part) {
        return "ConfigMap " + owner.namespace() + "/" + part.configMap(owner.task());
    }

    private String why(PartName part, KubernetesClientException e) {
        return said(part) + ": " + (e.getCode() == 0 ? "" : e.getCode() + " ") + e.getMessage();
    }
}
