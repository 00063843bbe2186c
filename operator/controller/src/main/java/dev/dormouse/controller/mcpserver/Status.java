/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.controller.mcpserver;

import dev.dormouse.controller.mcpserver.ProbeObservation.Ended;
import dev.dormouse.crds.conditions.Conditions;
import dev.dormouse.crds.conditions.Conditions.Said;
import dev.dormouse.crds.probe.ProbeReport;
import dev.dormouse.crds.v1alpha1.Condition;
import dev.dormouse.crds.v1alpha1.ConditionType;
import dev.dormouse.crds.v1alpha1.McpServer;
import dev.dormouse.crds.v1alpha1.McpServerStatus;
import dev.dormouse.crds.v1alpha1.McpServerStatus.CatalogRef;
import dev.dormouse.crds.v1alpha1.Reason;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Step 5: what was applied and observed, as status. Pure. */
final class Status {
    private final Before before;

    private Status(Before before) {
        this.before = before;
    }

    /** @param standing the status as it is now */
    record Before(McpServer server, Optional<McpServerStatus> standing, Clock clock) {
        long generation() {
            return server.getMetadata().getGeneration();
        }

        List<Condition> conditions() {
            return standing.map(McpServerStatus::conditions).orElse(List.of());
        }
    }

    /**
     * @param unwalled why the API server doesn't take the network policy, if it doesn't
     * @param probe what a probe of this generation found, if one has just ended
     */
    record Seen(Optional<String> unwalled, Optional<Ended> probe) {
        static final Seen NOTHING = new Seen(Optional.empty(), Optional.empty());

        static Seen of(Ended probe) {
            return new Seen(Optional.empty(), Optional.of(probe));
        }
    }

    static McpServerStatus of(Plan plan, Before before, Seen seen) {
        return new Status(before).of(plan, seen);
    }

    private McpServerStatus of(Plan plan, Seen seen) {
        var probe = seen.probe();
        var conditions =
                new Conditions(before.conditions(), before.generation(), before.clock()).merge(said(plan, seen));
        var old = before.standing().orElseGet(() -> McpServerStatus.unasked(before.generation(), List.of()));
        var found = probe.map(Ended::report).filter(report -> report.digest() != null);
        var name = before.server().getMetadata().getName();
        return new McpServerStatus(
                before.generation(),
                found.map(ProbeReport::tools).orElse(old.tools()),
                found.map(report -> new CatalogRef(Access.catalogName(name), report.digest()))
                        .orElse(old.catalog()),
                probe.map(ended -> ended.at().toString()).orElse(old.probeTime()),
                conditions);
    }

    private List<Said> said(Plan plan, Seen seen) {
        return switch (plan) {
            case Plan.Rejected(var reason, var message) ->
                List.of(
                        Said.no(ConditionType.ACCEPTED, reason, message),
                        Said.no(ConditionType.READY, reason, "nobody asks a server that makes no sense"),
                        Said.no(ConditionType.EGRESS_ENFORCED, reason, "no policy is made of what makes no sense"),
                        Said.yes(ConditionType.STALLED, reason, message));
            case Plan.Elsewhere(var namespace) -> {
                var why = "no task runs in namespace " + namespace
                        + "; the operator's Helm chart lists those where they" + " do (value namespaces)";
                yield List.of(
                        accepted(),
                        Said.no(ConditionType.READY, Reason.NAMESPACE_NOT_ENABLED, why),
                        Said.no(ConditionType.EGRESS_ENFORCED, Reason.NAMESPACE_NOT_ENABLED, why),
                        Said.yes(ConditionType.STALLED, Reason.NAMESPACE_NOT_ENABLED, why));
            }
            case Plan.Accepted accepted ->
                Stream.concat(
                                ready(accepted, seen).stream(),
                                Stream.of(
                                        accepted(),
                                        egress(accepted.egress(), seen.unwalled()),
                                        Said.no(
                                                ConditionType.STALLED,
                                                Reason.NOT_STALLED,
                                                "nothing is needed of anybody")))
                        .toList();
        };
    }

    /** Empty: what stands there of this generation goes on being so. */
    private Optional<Said> ready(Plan.Accepted plan, Seen seen) {
        if (plan.egress() instanceof Egress.Nowhere(var message)) {
            return Optional.of(Said.no(ConditionType.READY, Reason.NOT_RESOLVED, message));
        }
        if (seen.probe().isPresent()) {
            return Optional.of(ready(seen.probe().get().report()));
        }
        var known = Conditions.find(before.conditions(), ConditionType.READY)
                .filter(is -> Objects.equals(is.observedGeneration(), before.generation()))
                .filter(is -> !is.reason().equals(Reason.NOT_RESOLVED.text())
                        && !is.reason().equals(Reason.NETWORK_NOT_READY.text()));
        return known.isPresent() ? Optional.empty() : Optional.of(unknown(seen));
    }

    private static Said unknown(Seen seen) {
        return seen.unwalled().isPresent()
                ? Said.unknown(
                        ConditionType.READY,
                        Reason.NETWORK_NOT_READY,
                        "the server is asked for its tools when its network policy stands")
                : Said.unknown(ConditionType.READY, Reason.PROBING, "the server is being asked for its tools");
    }

    private static Said ready(ProbeReport report) {
        var reason = Reason.of(report.reason()).orElse(Reason.PROBE_FAILED);
        return reason == Reason.READY
                ? Said.yes(ConditionType.READY, reason, report.message())
                : Said.no(ConditionType.READY, reason, report.message());
    }

    private static Said accepted() {
        return Said.yes(ConditionType.ACCEPTED, Reason.ACCEPTED, "it makes sense");
    }

    private static Said egress(Egress egress, Optional<String> unwalled) {
        if (unwalled.isPresent() && !(egress instanceof Egress.Nowhere)) {
            return Said.no(ConditionType.EGRESS_ENFORCED, Reason.NETWORK_NOT_READY, unwalled.get());
        }
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
