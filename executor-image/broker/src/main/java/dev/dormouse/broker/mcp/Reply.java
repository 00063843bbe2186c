/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dormouse.wire.Outcome;
import java.util.Optional;

/** What came of one POST. */
sealed interface Reply {
    /** Status 200 with the answer asked for: a JSON-RPC message with {@code result} or {@code error}. */
    record Message(JsonNode message, Optional<String> sessionId) implements Reply {}

    /** Any other status below 500, but for 408; {@code body} when it was JSON. */
    record Status(int code, Optional<JsonNode> body) implements Reply {}

    /** Nothing was sent, nor will be before somebody changes something. */
    record Refused(Outcome.Failed why) implements Reply {}

    /** No server can have the message. */
    record NotSent(String why) implements Reply {}

    record Unknown(String why) implements Reply {}
}
