/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.mcp;

import dev.dormouse.broker.model.AnswerRoom;
import dev.dormouse.broker.model.SendOutcome;
import dev.dormouse.broker.model.ToolServer;
import dev.dormouse.broker.secrets.Keyring;
import dev.dormouse.broker.secrets.SecretSource;
import dev.dormouse.crds.plan.ServerPlan;
import dev.dormouse.crds.plan.ServerPlan.AuthHeader;
import dev.dormouse.crds.plan.ServerPlan.Reach;
import dev.dormouse.crds.plan.ServerPlan.SecretKey;
import dev.dormouse.wire.Json;
import dev.dormouse.wire.Outcome;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A client to test with, and calls to make with it. */
final class Client {
    private Client() {}

    static McpToolServer to(URI endpoint) {
        return to(endpoint, key -> key.key().equals("token") ? Optional.of("secret-token") : Optional.empty());
    }

    static McpToolServer to(URI endpoint, SecretSource secrets) {
        return new McpToolServer(plan(endpoint, Reach.LOOPBACK), new Keyring(secrets));
    }

    static ServerPlan plan(URI endpoint, Reach reach) {
        var auth = List.of(new AuthHeader("Authorization", "Bearer ", new SecretKey("books", "token")));
        return new ServerPlan("books", endpoint, reach, auth, Duration.ofSeconds(10), false, Map.of());
    }

    static ToolServer.ToolRequest call(String key) {
        return call(key, Duration.ofSeconds(20));
    }

    static ToolServer.ToolRequest call(String key, Duration timeout) {
        return new ToolServer.ToolRequest(
                "send_email",
                Json.tree("{\"to\":\"a@example.com\"}"),
                Optional.of(key),
                timeout,
                new AnswerRoom().ticket());
    }

    static SendOutcome ok(String json) {
        return new SendOutcome.Answered(new Outcome.Ok(Json.tree(json)));
    }

    /** What kind of end it was, with the code of a refusal. */
    static String kind(SendOutcome outcome) {
        return switch (outcome) {
            case SendOutcome.NotSent notSent -> "NotSent";
            case SendOutcome.Unknown unknown -> "Unknown";
            case SendOutcome.Answered(Outcome.Ok ok) -> "Ok";
            case SendOutcome.Answered(Outcome.Failed failed) -> "Failed " + failed.code();
        };
    }
}
