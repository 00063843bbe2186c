/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.controller.mcpserver;

import dev.dormouse.controller.settings.Labels;
import dev.dormouse.controller.settings.Settings;
import dev.dormouse.crds.v1alpha1.McpServer;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The caches of the controller: beside McpServers what is in enabled namespaces only. */
final class Sources {
    private static final String BY_SERVICE = "service";

    private final InformerEventSource<Service, McpServer> services;
    private final InformerEventSource<NetworkPolicy, McpServer> policies;
    private final InformerEventSource<Pod, McpServer> probes;

    Sources(EventSourceContext<McpServer> context, Settings settings) {
        var servers = context.getPrimaryCache();
        servers.addIndexer(
                BY_SERVICE, server -> service(server).map(Sources::key).stream().toList());
        services = services(context, settings, servers);
        policies = owned(NetworkPolicy.class, context, settings);
        probes = owned(Pod.class, context, settings);
    }

    List<EventSource<?, McpServer>> all() {
        return List.of(services, policies, probes);
    }

    Optional<Service> serviceOf(McpServer server) {
        return service(server).flatMap(services::get);
    }

    Optional<NetworkPolicy> policy(String namespace, String name) {
        return policies.get(new ResourceID(name, namespace));
    }

    Set<Pod> probes(McpServer server) {
        return probes.getSecondaryResources(server);
    }

    /** Of all servers. */
    Stream<Pod> probes() {
        return probes.list();
    }

    private static Optional<ResourceID> service(McpServer server) {
        var namespace = server.getMetadata().getNamespace();
        return Optional.ofNullable(server.getSpec())
                .flatMap(spec -> Optional.ofNullable(spec.service()))
                .flatMap(ref -> Optional.ofNullable(ref.name()))
                .map(name -> new ResourceID(name, namespace));
    }

    private static String key(ResourceID id) {
        return id.getNamespace().orElse("") + "/" + id.getName();
    }

    private static InformerEventSource<Service, McpServer> services(
            EventSourceContext<McpServer> context, Settings settings, IndexerResourceCache<McpServer> servers) {
        return new InformerEventSource<>(
                InformerEventSourceConfiguration.from(Service.class, McpServer.class)
                        .withName("Service")
                        .withNamespaces(settings.namespaces())
                        .withSecondaryToPrimaryMapper(
                                service -> servers.byIndex(BY_SERVICE, key(ResourceID.fromResource(service))).stream()
                                        .map(ResourceID::fromResource)
                                        .collect(Collectors.toSet()))
                        .withPrimaryToSecondaryMapper(
                                (McpServer server) -> service(server).stream().collect(Collectors.toSet()))
                        .build(),
                context);
    }

    private static <R extends HasMetadata> InformerEventSource<R, McpServer> owned(
            Class<R> type, EventSourceContext<McpServer> context, Settings settings) {
        return new InformerEventSource<>(
                InformerEventSourceConfiguration.from(type, McpServer.class)
                        .withName(type.getSimpleName())
                        .withLabelSelector(Labels.SERVER)
                        .withNamespaces(settings.namespaces())
                        .withSecondaryToPrimaryMapper(Sources::owner)
                        .build(),
                context);
    }

    private static Set<ResourceID> owner(HasMetadata owned) {
        return Stream.ofNullable(owned.getMetadata().getOwnerReferences())
                .flatMap(List::stream)
                .filter(owner -> owner.getKind().equals("McpServer"))
                .map(owner ->
                        new ResourceID(owner.getName(), owned.getMetadata().getNamespace()))
                .collect(Collectors.toSet());
    }
}
