/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.policy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dormouse.crds.plan.TaskPlan.Limits;
import dev.dormouse.wire.Outcome;
import dev.dormouse.wire.state.TurnState.TurnCounters;

/**
 * Decides whether a task may make a call. Pure: the same policy, counters and call always give the same decision.
 *
 * <p>An unknown tool is denied, not an error: policies are written before tools exist.
 */
public final class Policy {
    private final Catalogue catalogue;
    private final Limits limits;
    private final ArgumentCheck arguments = new ArgumentCheck();

    public Policy(Catalogue catalogue, Limits limits) {
        this.catalogue = catalogue;
        this.limits = limits;
    }

    /** @param so far in the turn, this call not counted */
    public Decision decide(String binding, String tool, JsonNode args, TurnCounters so) {
        var entry = catalogue.find(binding, tool);
        if (entry.isEmpty()) {
            return denied(
                    "NotAllowed",
                    "the task may not call " + binding + "." + tool + ": the server has no such tool, or spec.tools["
                            + binding + "].allow does not list it");
        }
        if (so.toolCalls() >= limits.toolCalls()) {
            return denied("LimitReached", "limits.toolCalls of " + limits.toolCalls() + " is used up in this turn");
        }
        if (entry.get().effect().claimed() && so.effects() >= limits.effects()) {
            return denied("LimitReached", "limits.effects of " + limits.effects() + " is used up in this turn");
        }
        return arguments
                .problem(entry.get().tool(), args)
                .map(problem -> denied("InvalidArguments", binding + "." + tool + ": " + problem))
                .orElseGet(() -> new Decision.Allowed(entry.get()));
    }

    private static Decision denied(String code, String message) {
        return new Decision.Denied(new Outcome.Failed(code, message, null));
    }
}
