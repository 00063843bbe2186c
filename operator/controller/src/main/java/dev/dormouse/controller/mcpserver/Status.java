/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.controller.mcpserver;

import dev.dormouse.crds.conditions.Conditions;
import dev.dormouse.crds.conditions.Conditions.Said;
import dev.dormouse.crds.v1alpha1.ConditionType;
import dev.dormouse.crds.v1alpha1.McpServer;
import dev.dormouse.crds.v1alpha1.McpServerStatus;
import dev.dormouse.crds.v1alpha1.Reason;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** Step 5: what was applied and observed, as status. Pure. */
record Status(McpServer server, Clock clock) {
    McpServerStatus of(Plan plan) {
        var before = Optional.ofNullable(server.getStatus()).map(McpServerStatus::conditions);
        var generation = server.getMetadata().getGeneration();
        var said = new Conditions(before.orElse(List.of()), generation, clock).merge(said(plan));
        return new McpServerStatus(generation, said);
    }

    private static List<Said> said(Plan plan) {
        return switch (plan) {
            case Plan.Rejected(var reason, var message) ->
                List.of(
                        Said.no(ConditionType.ACCEPTED, reason, message),
                        Said.no(ConditionType.EGRESS_ENFORCED, reason, "no policy is made of what makes no sense"),
                        Said.yes(ConditionType.STALLED, reason, message));
            case Plan.Elsewhere(var namespace) -> {
                var why = "no task runs in namespace " + namespace
                        + "; the operator's Helm chart lists those where they" + " do (value namespaces)";
                yield List.of(
                        accepted(),
                        Said.no(ConditionType.EGRESS_ENFORCED, Reason.NAMESPACE_NOT_ENABLED, why),
                        Said.yes(ConditionType.STALLED, Reason.NAMESPACE_NOT_ENABLED, why));
            }
            case Plan.Accepted accepted ->
                List.of(
                        accepted(),
                        egress(accepted.egress()),
                        Said.no(ConditionType.STALLED, Reason.NOT_STALLED, "nothing is needed of anybody"));
        };
    }

    private static Said accepted() {
        return Said.yes(ConditionType.ACCEPTED, Reason.ACCEPTED, "it makes sense");
    }

    private static Said egress(Egress egress) {
        return switch (egress) {
            case Egress.ToPods pods ->
                Said.yes(
                        ConditionType.EGRESS_ENFORCED,
                        Reason.ENFORCED,
                        "a network policy lets pods that may call this server send to the pods " + pods.pods()
                                + " at port " + pods.port().getValue() + ", and nowhere else for its sake");
            case Egress.ToPublic(var _, var port) ->
                Said.no(
                        ConditionType.EGRESS_ENFORCED,
                        Reason.HOSTNAME_NOT_ENFORCEABLE,
                        "a network policy knows no host names: pods that may call this server can send to port " + port
                                + " of every public address, and to no private, link-local or metadata address; that"
                                + " the broker sends to this host only is the broker's own doing");
            case Egress.Nowhere(var message) -> Said.no(ConditionType.EGRESS_ENFORCED, Reason.NOT_RESOLVED, message);
        };
    }
}
