/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.controller.network;

import dev.dormouse.controller.settings.Network;
import dev.dormouse.controller.settings.Network.Address;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that the policy of a namespace stands before the first pod with a broker is made there, and from then on:
 * one that is deleted or changed is made anew, and one is written again when the API server moves. Costs no write a pod.
 *
 * <p>That a policy stands says that the API server has it. Whether the cluster's network enforces policies at all, and
 * from a pod's first packet on, only that network knows.
 */
public final class Walls {
    private static final Logger LOG = LoggerFactory.getLogger(Walls.class);
    private static final String API_SERVER = "kubernetes";
    private static final String ITS_NAMESPACE = "default";

    private final KubernetesClient client;
    private final Policies policies;
    private final Network network;
    private final Map<String, SharedIndexInformer<NetworkPolicy>> watched = new LinkedHashMap<>();
    private @Nullable SharedIndexInformer<EndpointSlice> endpoints;
    private Optional<Service> service = Optional.empty();

    public Walls(KubernetesClient client, Policies policies, Network network) {
        this.client = client;
        this.policies = policies;
        this.network = network;
    }

    /** Makes the policy stand. @return why pods have to wait; empty: it stands */
    public synchronized Optional<String> ensure(String namespace) {
        try {
            watched.compute(namespace, (_, watch) -> watch != null && watch.isRunning() ? watch : watch(namespace));
            return stand(namespace);
        } catch (KubernetesClientException e) {
            LOG.warn("the network policy of namespace {} can't be made", namespace, e);
            return Optional.of("the network policy of namespace " + namespace + ": " + e.getMessage());
        }
    }

    /** Looks itself: a watch may be late, and a pod that starts meanwhile has no wall. */
    private Optional<String> stand(String namespace) {
        var apiServer = apiServer();
        if (apiServer.isEmpty()) {
            return Optional.of(
                    "the address of the API server, which the Service kubernetes doesn't tell; set the chart's"
                            + " value network.apiServer");
        }
        var wanted = BasePolicy.of(namespace, network.dns(), apiServer);
        policies.ensure(wanted, Optional.ofNullable(policy(namespace).get()));
        return Optional.empty();
    }

    private List<Address> apiServer() {
        if (!network.apiServer().isEmpty()) {
            return network.apiServer();
        }
        if (endpoints == null) {
            endpoints = client.discovery()
                    .v1()
                    .endpointSlices()
                    .inNamespace(ITS_NAMESPACE)
                    .withName(API_SERVER)
                    .inform(new Changed<>(this::ensureAll));
        }
        if (service.isEmpty()) {
            service = Optional.ofNullable(client.services()
                    .inNamespace(ITS_NAMESPACE)
                    .withName(API_SERVER)
                    .get());
        }
        return ApiServerAddresses.of(
                service, endpoints.getStore().list().stream().findFirst());
    }

    private SharedIndexInformer<NetworkPolicy> watch(String namespace) {
        return policy(namespace).inform(new Changed<>(() -> again(namespace)));
    }

    private Resource<NetworkPolicy> policy(String namespace) {
        return client.network().v1().networkPolicies().inNamespace(namespace).withName(BasePolicy.NAME);
    }

    private synchronized void again(String namespace) {
        ensure(namespace).ifPresent(why -> LOG.warn("pods wait for {}", why));
    }

    private synchronized void ensureAll() {
        List.copyOf(watched.keySet()).forEach(this::again);
    }

    /** Acts on what happens to an object that was there, on a thread of its own: an informer's may not wait for it. */
    private record Changed<T extends HasMetadata>(Runnable act) implements ResourceEventHandler<T> {
        @Override
        public void onAdd(T object) {
            // as it was found, or as it was made here
        }

        @Override
        public void onUpdate(T before, T now) {
            if (!before.equals(now)) {
                Thread.startVirtualThread(act);
            }
        }

        @Override
        public void onDelete(T object, boolean unknown) {
            Thread.startVirtualThread(act);
        }
    }
}
