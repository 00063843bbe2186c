/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.controller.network;

import dev.dormouse.controller.settings.ApiWrites;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Optional;

/** Writes NetworkPolicies: none where the one that stands says the same. */
public final class Policies {
    private final KubernetesClient client;
    private final ApiWrites writes;

    public Policies(KubernetesClient client, ApiWrites writes) {
        this.client = client;
        this.writes = writes;
    }

    /** Makes the one that stands, if there is one, be the one that is wanted. */
    public void ensure(NetworkPolicy wanted, Optional<NetworkPolicy> standing) {
        if (standing.isEmpty()) {
            writes.count("create", "NetworkPolicy");
            client.resource(wanted).createOr(policy -> policy.update());
        } else if (!says(standing.get(), wanted)) {
            writes.count("update", "NetworkPolicy");
            client.resource(wanted).update();
        }
    }

    /** Whether the two let the same through and belong to the same owner. */
    public static boolean says(NetworkPolicy standing, NetworkPolicy wanted) {
        return wanted.getSpec().equals(standing.getSpec())
                && wanted.getMetadata()
                        .getOwnerReferences()
                        .equals(standing.getMetadata().getOwnerReferences());
    }
}
