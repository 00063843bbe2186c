/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dormouse.broker.model.SendOutcome;
import dev.dormouse.crds.plan.ServerPlan;
import dev.dormouse.wire.CleanText;
import dev.dormouse.wire.Json;
import dev.dormouse.wire.Outcome;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.ProtocolVersions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Begins a session: initialize, then notifications/initialized. */
final class Handshake {
    static final String OTHER_VERSION = "ProtocolMismatch";

    /** For each of its messages: what a call may take is no measure for a greeting, and all calls wait for it. */
    private static final Duration LONGEST = Duration.ofMinutes(1);

    private static final List<String> VERSIONS = List.of(
            ProtocolVersions.MCP_2025_11_25,
            ProtocolVersions.MCP_2025_06_18,
            ProtocolVersions.MCP_2025_03_26,
            ProtocolVersions.MCP_2024_11_05);

    private final ServerPlan plan;
    private final HttpPosts posts;
    private final Messages messages;
    private final UnaryOperator<Optional<JsonNode>> harmless;

    /** @param harmless lets through what of a body may be shown */
    Handshake(ServerPlan plan, HttpPosts posts, Messages messages, UnaryOperator<Optional<JsonNode>> harmless) {
        this.plan = plan;
        this.posts = posts;
        this.messages = messages;
        this.harmless = harmless;
    }

    /** What came of it. A call that needs the session ends as {@link Refused#outcome()} without having been sent. */
    sealed interface Opening {
        record Opened(McpSession session) implements Opening {}

        record Refused(SendOutcome outcome) implements Opening {}
    }

    /** @param credentials headers with secret values */
    Opening open(Map<String, String> credentials) {
        var request = messages.request(McpSchema.METHOD_INITIALIZE, initialize());
        return switch (posts.post(Ask.plain(request, timeout()), credentials)) {
            case Reply.Message message -> opened(message, credentials);
            case Reply.Status status -> refused(status);
            case Reply.Refused(var why) -> new Opening.Refused(new SendOutcome.Answered(why));
            case Reply.NotSent(var why) -> notSent(why);
            case Reply.Unknown(var why) -> notSent(Failures.NO_SESSION + why);
        };
    }

    private Duration timeout() {
        return plan.timeout().compareTo(LONGEST) < 0 ? plan.timeout() : LONGEST;
    }

    private static JsonNode initialize() {
        return Json.mapper()
                .valueToTree(McpSchema.InitializeRequest.builder(
                                ProtocolVersions.MCP_2025_11_25,
                                ServerRequests.capabilities(),
                                McpSchema.Implementation.builder("dormouse", "0.1")
                                        .build())
                        .build());
    }

    private Opening opened(Reply.Message message, Map<String, String> credentials) {
        var version = message.message().path("result").path("protocolVersion").asText();
        if (message.message().has("error")) {
            return new Opening.Refused(new SendOutcome.Answered(ToolResults.outcome(message.message())));
        }
        if (!VERSIONS.contains(version)) {
            return new Opening.Refused(new SendOutcome.Answered(new Outcome.Failed(
                    OTHER_VERSION,
                    plan.name() + " speaks MCP '" + CleanText.line(version, 40) + "', not one of " + VERSIONS,
                    null)));
        }
        var session = new McpSession(message.sessionId(), version, credentials);
        return confirmed(session);
    }

    private Opening confirmed(McpSession session) {
        var note = messages.notification(McpSchema.METHOD_NOTIFICATION_INITIALIZED);
        return switch (posts.post(Ask.plain(note, timeout()), session.headers())) {
            case Reply.Status status when status.code() >= 300 -> refused(status);
            case Reply.Refused(var why) -> new Opening.Refused(new SendOutcome.Answered(why));
            case Reply.NotSent(var why) -> notSent(why);
            // Anything else is the server's way to take note; some answer 200 with an empty body.
            case Reply.Status status -> new Opening.Opened(session);
            case Reply.Message message -> new Opening.Opened(session);
            case Reply.Unknown unknown -> new Opening.Opened(session);
        };
    }

    private Opening refused(Reply.Status status) {
        return new Opening.Refused(
                new SendOutcome.Answered(Refusals.failed(plan.name(), status.code(), harmless.apply(status.body()))));
    }

    private static Opening notSent(String why) {
        return new Opening.Refused(new SendOutcome.NotSent(why));
    }
}
