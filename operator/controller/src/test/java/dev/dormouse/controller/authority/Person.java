/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.controller.authority;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.function.Consumer;

/** Somebody who tries things. Each answer is what the API server says, empty if it does as told. */
record Person(KubernetesClient client) {
    /** {@code kubectl apply --server-side}. */
    String applies(String yaml) {
        return tries(it -> it.resource(yaml).forceConflicts().serverSideApply());
    }

    String creates(HasMetadata object) {
        return tries(it -> it.resource(object).create());
    }

    /** @param merge a JSON merge patch */
    String patches(HasMetadata object, String merge) {
        return tries(it -> it.resource(object).patch(PatchContext.of(PatchType.JSON_MERGE), merge));
    }

    String deletes(HasMetadata object) {
        return tries(it -> it.resource(object).delete());
    }

    String tries(Consumer<KubernetesClient> what) {
        try {
            what.accept(client);
            return "";
        } catch (KubernetesClientException e) {
            var status = e.getStatus();
            return status == null ? String.valueOf(e.getMessage()) : status.getMessage();
        }
    }
}
