/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dormouse.broker.blob.ConfigMapPartStore.Owner;
import dev.dormouse.broker.blob.PartStore.GetResult;
import dev.dormouse.broker.blob.PartStore.PutResult;
import dev.dormouse.crds.testing.ApiServer;
import dev.dormouse.wire.state.PartName;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** On a real API server over a real etcd. */
class ConfigMapPartStoreTest extends PartStoreContract {
    private static final PartName PART = new PartName(3, 1);

    private KubernetesClient client;
    private String namespace;

    @BeforeEach
    void apiServer() {
        client = ApiServer.shared().client();
        namespace = ApiServer.shared().namespace();
    }

    @Override
    PartStore storeFor(List<PartName> wanted) {
        wanted.forEach(part -> make(part, "uid-1", Map.of()));
        return store();
    }

    private PartStore store() {
        return new ConfigMapPartStore(client, new Owner(namespace, "t", "uid-1"));
    }

    private void make(PartName part, String owner, Map<String, String> data) {
        client.configMaps()
                .inNamespace(namespace)
                .resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withName(part.configMap("t"))
                        .addNewOwnerReference()
                        .withApiVersion("dormouse.dev/v1alpha1")
                        .withKind("AgentTask")
                        .withName("t")
                        .withUid(owner)
                        .endOwnerReference()
                        .endMetadata()
                        .withBinaryData(data)
                        .build())
                .create();
    }

    @Override
    void replace(PartName part, byte[] bytes) {
        remove(part);
        make(part, "uid-1", Map.of("part", Base64.getEncoder().encodeToString(bytes)));
    }

    @Override
    void remove(PartName part) {
        map(part).delete();
    }

    private Resource<ConfigMap> map(PartName part) {
        return client.configMaps().inNamespace(namespace).withName(part.configMap("t"));
    }

    @Test
    void beforeTheControllerHasMadeRoomNothingIsStored() {
        assertThat(store().put(PART, noise(5))).isInstanceOf(PutResult.NotYet.class);
        assertThat(map(PART).get()).isNull();
    }

    @Test
    void whatBelongsToAnotherTaskIsNeitherFilledNorRead() {
        // given
        make(PART, "uid-of-a-former-task", Map.of());
        // when, then
        assertThat(store().put(PART, noise(5))).isInstanceOf(PutResult.Taken.class);
        assertThat(store().get(PART)).isInstanceOf(GetResult.Missing.class);
        assertThat(map(PART).get().getBinaryData()).isNullOrEmpty();
    }

    @Test
    void nobodyChangesAPartThatIsFilled() {
        // given
        storeFor(List.of(PART)).put(PART, noise(5));
        // when, then
        assertThatThrownBy(() -> map(PART)
                        .edit(is -> new ConfigMapBuilder(is)
                                .withBinaryData(Map.of("part", "AAAA"))
                                .build()))
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining("immutable");
    }

    @Test
    void aPartMayBeAsLargeAsTheStoreSays() {
        // given
        var store = storeFor(List.of(PART));
        // when, then
        assertThat(store.put(PART, noise(store.partBytes()))).isEqualTo(new PutResult.Stored());
    }
}
