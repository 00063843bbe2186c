/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.controller.mcpserver;

import dev.dormouse.controller.settings.Labels;
import dev.dormouse.controller.settings.Settings.Images;
import dev.dormouse.crds.v1alpha1.Api;
import dev.dormouse.crds.v1alpha1.McpServer;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;

/**
 * Step 3: every object that a server owns. Pure.
 *
 * @param policy stands always
 * @param access what the probe needs, and leaves behind
 * @param probe there for as long as it asks
 */
record Resources(NetworkPolicy policy, Access access, Pod probe) {
    static Resources of(McpServer owner, Plan.Accepted plan, Images images) {
        var name = owner.getMetadata().getName();
        var meta = meta(owner, Labels.ofServer(name));
        var access = Access.of(name, meta);
        return new Resources(
                ServerPolicy.of(name, meta, plan.egress()),
                access,
                new ProbePod(plan.server(), images)
                        .build(meta, access, owner.getMetadata().getGeneration()));
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
