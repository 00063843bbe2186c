/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.controller.mcpserver;

import dev.dormouse.controller.settings.Settings;
import dev.dormouse.crds.plan.Parsed;
import dev.dormouse.crds.plan.ServerParser;
import dev.dormouse.crds.plan.ServerPlan;
import dev.dormouse.crds.v1alpha1.Reason;

/** Step 2: what the server says, without nulls. Pure. */
sealed interface Plan {
    /** Nothing happens before somebody changes the server. */
    record Rejected(Reason reason, String message) implements Plan {}

    /** It makes sense, in a namespace where no task runs. */
    record Elsewhere(String namespace) implements Plan {}

    record Accepted(ServerPlan server, Egress egress) implements Plan {}

    static Plan of(Dereference.Found found, Settings settings) {
        var namespace = found.server().getMetadata().getNamespace();
        return switch (ServerParser.parse(found.server())) {
            case Parsed.Rejected<ServerPlan> refused -> new Rejected(refused.reason(), refused.text());
            case Parsed.Accepted<ServerPlan>(var _) when !settings.enabled(namespace) -> new Elsewhere(namespace);
            case Parsed.Accepted<ServerPlan>(var plan) -> new Accepted(plan, egress(found, plan, settings));
        };
    }

    private static Egress egress(Dereference.Found found, ServerPlan plan, Settings settings) {
        var service = found.server().getSpec().service();
        return service == null
                ? Egress.toUrl(plan.endpoint(), settings.network().ipFamilies())
                : Egress.toService(service, found.service());
    }
}
