/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.dormouse.crds.v1alpha1.Reason;
import dev.dormouse.wire.CleanText;
import dev.dormouse.wire.Outcome;
import java.util.Locale;
import java.util.Optional;

/** Words for a status that is an answer, but not a result. */
final class Refusals {
    private static final int SHOWN = 500;

    private Refusals() {}

    /** The body's message is left out where it might echo a credential. */
    static Outcome.Failed failed(String server, int status, Optional<JsonNode> body) {
        var data = JsonNodeFactory.instance.objectNode().put("status", status);
        return switch (status) {
            case 401 ->
                new Outcome.Failed(
                        Reason.CREDENTIALS_REFUSED.text(),
                        server + " refused the credentials (401); correct the Secret that spec.auth names",
                        data);
            case 403 -> new Outcome.Failed("Forbidden", server + " forbids this (403)", data);
            case 429 -> new Outcome.Failed("RateLimited", server + " is rate limited (429)", data);
            default ->
                status >= 300 && status < 400
                        ? new Outcome.Failed(
                                "RedirectRefused", server + " redirects (" + status + "); name the final address", data)
                        : new Outcome.Failed("HttpError", server + " answered HTTP " + status + said(body), data);
        };
    }

    private static String said(Optional<JsonNode> body) {
        var message =
                body.map(json -> json.path("error").path("message").asText("")).orElse("");
        return message.isEmpty() ? "" : ": " + CleanText.line(message, SHOWN);
    }

    /**
     * Whether the server didn't take the call up because it doesn't know the session. The protocol's word for that is
     * 404; servers made after the TypeScript SDK's examples say 400 and "No valid session ID provided".
     */
    static boolean sessionForgotten(int status, Optional<JsonNode> body) {
        return status == 404
                || status == 400 && said(body).toLowerCase(Locale.ROOT).contains("session id");
    }
}
