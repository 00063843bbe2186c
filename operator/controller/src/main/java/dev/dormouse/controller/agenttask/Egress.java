/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.controller.agenttask;

import dev.dormouse.crds.conditions.Conditions;
import dev.dormouse.crds.v1alpha1.Condition;
import dev.dormouse.crds.v1alpha1.ConditionType;
import dev.dormouse.crds.v1alpha1.McpServer;
import dev.dormouse.crds.v1alpha1.Reason;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** What the status of an McpServer says of its network policy, as long as it is about the server's newest spec. */
final class Egress {
    private static final Set<String> STANDS = Set.of(Reason.ENFORCED.text(), Reason.HOSTNAME_NOT_ENFORCEABLE.text());

    private Egress() {}

    static Optional<Condition> said(McpServer server) {
        var status = server.getStatus();
        return status == null
                ? Optional.empty()
                : Conditions.find(
                                Objects.requireNonNullElse(status.conditions(), List.of()),
                                ConditionType.EGRESS_ENFORCED)
                        .filter(is -> Objects.equals(
                                is.observedGeneration(), server.getMetadata().getGeneration()));
    }

    /** Whether the policy is there, as narrow as a policy can be. */
    static boolean stands(Condition said) {
        return STANDS.contains(said.reason());
    }
}
