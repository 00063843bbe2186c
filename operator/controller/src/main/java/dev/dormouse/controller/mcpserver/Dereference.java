/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.controller.mcpserver;

import dev.dormouse.controller.settings.Labels;
import dev.dormouse.crds.v1alpha1.McpServer;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import java.util.Optional;

/** Step 1: fetches what the server names and what it owns, from the caches. */
final class Dereference {
    private final Sources sources;

    Dereference(Sources sources) {
        this.sources = sources;
    }

    /** @param service the one that the server names, if there is one */
    record Found(McpServer server, Optional<Service> service, Optional<NetworkPolicy> policy) {}

    Found of(McpServer server) {
        var meta = server.getMetadata();
        return new Found(
                server,
                sources.serviceOf(server),
                sources.policy(meta.getNamespace(), Labels.ofServer(meta.getName())));
    }
}
