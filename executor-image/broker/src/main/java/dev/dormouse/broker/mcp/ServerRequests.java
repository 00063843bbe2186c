/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dormouse.wire.CleanText;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.ClientCapabilities;
import java.util.Optional;

/**
 * What a server may ask of us in the middle of a call, and our answer, which is always no: there are no roots, nobody is
 * there to fill in a form, no model is lent. Declared all the same, since servers hide the tools that could ask.
 */
final class ServerRequests {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /** A longer id is of nobody who wants to read it again. */
    static final int MAX_ID = 256;

    private static final int SHOWN = 100;

    private ServerRequests() {}

    static ClientCapabilities capabilities() {
        return ClientCapabilities.builder()
                .roots(false)
                .sampling()
                .elicitation(true, true)
                .build();
    }

    /** The answer to send back; empty if the message asks for none. */
    static Optional<JsonNode> answer(JsonNode message) {
        var method = message.path("method");
        var id = message.path("id");
        if (!method.isTextual()
                || !id.isTextual() && !id.isIntegralNumber()
                || id.asText().length() > MAX_ID) {
            return Optional.empty();
        }
        var answer = JSON.objectNode().put("jsonrpc", McpSchema.JSONRPC_VERSION).set("id", id);
        return Optional.of(answered((ObjectNode) answer, method.asText()));
    }

    private static JsonNode answered(ObjectNode answer, String method) {
        switch (method) {
            case McpSchema.METHOD_PING -> answer.putObject("result");
            case McpSchema.METHOD_ROOTS_LIST -> answer.putObject("result").putArray("roots");
            case McpSchema.METHOD_ELICITATION_CREATE ->
                answer.putObject("result").put("action", "decline");
            case McpSchema.METHOD_SAMPLING_CREATE_MESSAGE ->
                refuse(answer, McpSchema.ErrorCodes.INVALID_REQUEST, "no model is lent to servers");
            default ->
                refuse(
                        answer,
                        McpSchema.ErrorCodes.METHOD_NOT_FOUND,
                        "unknown method " + CleanText.line(method, SHOWN));
        }
        return answer;
    }

    private static void refuse(ObjectNode answer, int code, String why) {
        answer.putObject("error").put("code", code).put("message", why);
    }
}
