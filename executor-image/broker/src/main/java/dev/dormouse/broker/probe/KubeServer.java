/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.probe;

import dev.dormouse.broker.catalog.Catalog;
import dev.dormouse.crds.v1alpha1.McpServer;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** An McpServer and its catalog on the API server. The operator has made the ConfigMap; a probe can't. */
public final class KubeServer implements Probe.CatalogStore {
    private static final String TOOLS = "tools";
    /** A Role that was made just before the pod may not be known everywhere. */
    private static final Duration ROLE_DELAY = Duration.ofSeconds(10);

    private static final Duration ROLE_PAUSE = Duration.ofMillis(100);

    private final KubernetesClient client;
    private final Ref ref;
    private final long patientUntil = System.nanoTime() + ROLE_DELAY.toNanos();

    public KubeServer(KubernetesClient client, Ref ref) {
        this.client = client;
        this.ref = ref;
    }

    /** @param catalog name of the ConfigMap */
    public record Ref(String namespace, String name, String catalog) {}

    /** The server as it is now. */
    public McpServer load() {
        return patiently(() -> client.resources(McpServer.class)
                .inNamespace(ref.namespace())
                .withName(ref.name())
                .require());
    }

    @Override
    public Optional<Catalog> replace(Catalog catalog, long generation) {
        var map = patiently(() -> client.configMaps()
                .inNamespace(ref.namespace())
                .withName(ref.catalog())
                .require());
        var before = Optional.ofNullable(map.getBinaryData())
                .flatMap(data -> Optional.ofNullable(data.get(TOOLS)))
                .flatMap(KubeServer::decoded)
                .flatMap(Catalog::unpacked);
        map.setData(Map.of("generation", Long.toString(generation), "digest", catalog.digest()));
        map.setBinaryData(Map.of(TOOLS, Base64.getEncoder().encodeToString(catalog.packed())));
        patiently(() -> client.resource(map).update());
        return before;
    }

    private static Optional<byte[]> decoded(String base64) {
        try {
            return Optional.of(Base64.getDecoder().decode(base64));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private <T> T patiently(Supplier<T> request) {
        while (true) {
            try {
                return request.get();
            } catch (KubernetesClientException e) {
                if (e.getCode() != HttpURLConnection.HTTP_FORBIDDEN || System.nanoTime() > patientUntil) {
                    throw e;
                }
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(ROLE_PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
