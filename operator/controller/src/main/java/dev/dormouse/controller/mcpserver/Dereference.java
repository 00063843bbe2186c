/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.controller.mcpserver;

import dev.dormouse.controller.settings.Labels;
import dev.dormouse.crds.v1alpha1.McpServer;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Step 1: fetches what the server names and what it owns, from the caches. */
final class Dereference {
    private final Sources sources;

    Dereference(Sources sources) {
        this.sources = sources;
    }

    /**
     * @param service the one that the server names, if there is one
     * @param probes pods that ask this very server, or have asked it
     */
    record Found(McpServer server, Optional<Service> service, Optional<NetworkPolicy> policy, List<Pod> probes) {}

    Found of(McpServer server) {
        var meta = server.getMetadata();
        return new Found(
                server,
                sources.serviceOf(server),
                sources.policy(meta.getNamespace(), Labels.ofServer(meta.getName())),
                sources.probes(server).stream()
                        .filter(pod -> pod.getMetadata().getOwnerReferences().stream()
                                .anyMatch(owner -> owner.getUid().equals(meta.getUid())))
                        .toList());
    }

    /** Of all servers. */
    long probesAtWork(Instant now) {
        return sources.probes()
                .filter(pod -> ProbeObservation.occupies(pod, now))
                .count();
    }
}
