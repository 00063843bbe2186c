/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.controller.mcpserver;

import static java.net.HttpURLConnection.HTTP_CONFLICT;
import static java.net.HttpURLConnection.HTTP_FORBIDDEN;
import static java.net.HttpURLConnection.HTTP_NOT_FOUND;

import dev.dormouse.controller.network.Policies;
import dev.dormouse.controller.settings.Acceptance;
import dev.dormouse.controller.settings.ApiWrites;
import dev.dormouse.crds.v1alpha1.McpServer;
import dev.dormouse.crds.v1alpha1.McpServerStatus;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Optional;

/** Step 4: every write of this controller. */
final class Apply {
    private static final int HTTP_UNPROCESSABLE = 422;

    private final KubernetesClient client;
    private final ApiWrites writes;
    private final Policies policies;
    private final Acceptance acceptance;

    Apply(KubernetesClient client, ApiWrites writes, Acceptance acceptance) {
        this.client = client;
        this.writes = writes;
        this.policies = new Policies(client, writes);
        this.acceptance = acceptance;
    }

    /**
     * Makes what has to stand before any pod may call the server.
     *
     * @return why the API server doesn't take it, e.g. a quota
     */
    Optional<String> wall(Resources resources, Dereference.Found found) {
        return tried("network policy", () -> policies.ensure(resources.policy(), found.policy()));
    }

    /**
     * Makes the probe and, before it, what it needs.
     *
     * @return why the API server doesn't take it, e.g. a quota
     */
    Optional<String> probe(Resources resources) {
        return switch (resources) {
            case Resources(var _, Access(var account, var role, var binding, var catalog), var probe) -> {
                ensure(account);
                ensure(role);
                ensure(binding);
                ensure(catalog);
                yield tried("pod that asks the server", () -> create(probe));
            }
        };
    }

    private static Optional<String> tried(String what, Runnable write) {
        try {
            write.run();
            return Optional.empty();
        } catch (KubernetesClientException e) {
            if (e.getCode() != HTTP_FORBIDDEN && e.getCode() != HTTP_UNPROCESSABLE) {
                throw e;
            }
            return Optional.of("the API server refuses the " + what + ": "
                    + (e.getStatus() == null ? e.getMessage() : e.getStatus().getMessage()));
        }
    }

    void delete(Pod pod) {
        if (pod.getMetadata().getDeletionTimestamp() == null) {
            writes.count("delete", "Pod");
            client.resource(pod).delete();
        }
    }

    /**
     * Without waiting for its node. A probe that lives on there does no harm: it only reads, ends by itself, and writes its
     * generation into the catalog.
     */
    void forget(Pod pod) {
        writes.count("delete", "Pod");
        client.resource(pod).withGracePeriod(0).delete();
    }

    void status(McpServer server, McpServerStatus status) {
        acceptance.write(server, status);
    }

    /** None of them ever changes, but for the catalog, which the probe fills. */
    private void ensure(HasMetadata object) {
        if (client.resource(object).get() == null) {
            create(object);
        }
    }

    private void create(HasMetadata object) {
        writes.count("create", object.getKind());
        try {
            client.resource(object).create();
        } catch (KubernetesClientException e) {
            // the cache is late: it is there
            if (e.getCode() != HTTP_CONFLICT && e.getCode() != HTTP_NOT_FOUND) {
                throw e;
            }
        }
    }
}
