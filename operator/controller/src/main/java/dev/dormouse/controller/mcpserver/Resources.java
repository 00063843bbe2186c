/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.controller.mcpserver;

import dev.dormouse.controller.settings.Labels;
import dev.dormouse.crds.v1alpha1.Api;
import dev.dormouse.crds.v1alpha1.McpServer;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;

/** Step 3: every object that a server owns. Pure. */
record Resources(NetworkPolicy policy) {
    static Resources of(McpServer owner, Plan.Accepted plan) {
        var name = owner.getMetadata().getName();
        return new Resources(ServerPolicy.of(name, meta(owner, Labels.ofServer(name)), plan.egress()));
    }

    private static ObjectMeta meta(McpServer owner, String name) {
        return new ObjectMetaBuilder()
                .withName(name)
                .withNamespace(owner.getMetadata().getNamespace())
                .addToLabels(Labels.SERVER, Labels.shortened(owner.getMetadata().getName()))
                .addToLabels(Labels.MANAGED_BY, Labels.OPERATOR)
                .withOwnerReferences(new OwnerReferenceBuilder()
                        .withApiVersion(Api.API_VERSION)
                        .withKind("McpServer")
                        .withName(owner.getMetadata().getName())
                        .withUid(owner.getMetadata().getUid())
                        .withController(true)
                        .build())
                .build();
    }
}
