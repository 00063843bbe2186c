/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.model;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dormouse.crds.v1alpha1.Reason;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** One MCP server as the broker uses it. Safe for many threads; calls block, so run them on virtual threads. */
public interface ToolServer extends AutoCloseable {
    /**
     * The server's tools, all pages; asked anew at each call.
     *
     * @throws ServerUnavailableException with a sentence that a person can act on
     */
    List<ToolDescription> listTools() throws ServerUnavailableException;

    /** Sends one call, exactly once: nothing below this method sends it a second time, whatever happens. */
    SendOutcome send(ToolRequest request);

    /** Cancels what is open; a cancelled call ends as {@link SendOutcome.Unknown}. */
    @Override
    void close();

    /**
     * @param idempotencyKey goes to {@code _meta["dormouse.dev/idempotency-key"]}
     * @param timeout until the answer is read whole; waiting for room counts
     * @param room of the answer; closed by whoever made the request, once the answer is dealt with
     * @param stillGood asked as the last thing before the call leaves, behind all that takes time (a new session, a
     *     connection); where it isn't, the call ends as {@link SendOutcome.NotSent}
     */
    record ToolRequest(
            String tool,
            JsonNode arguments,
            Optional<String> idempotencyKey,
            Duration timeout,
            AnswerRoom.Ticket room,
            BooleanSupplier stillGood) {
        /** One that may leave at any time. */
        public ToolRequest(
                String tool,
                JsonNode arguments,
                Optional<String> idempotencyKey,
                Duration timeout,
                AnswerRoom.Ticket room) {
            this(tool, arguments, idempotencyKey, timeout, room, () -> true);
        }

        public ToolRequest onlyWhile(BooleanSupplier good) {
            return new ToolRequest(tool, arguments, idempotencyKey, timeout, room, good);
        }
    }

    /**
     * @param description untrusted text; empty when there is none
     * @param readOnlyHint the server's own word on itself, {@code annotations.readOnlyHint}; false when it says nothing
     * @param idempotentHint likewise
     */
    record ToolDescription(
            String name,
            String description,
            JsonNode inputSchema,
            @Nullable JsonNode outputSchema,
            boolean readOnlyHint,
            boolean idempotentHint) {}

    /** The server can't be used; the message names it and says why (refused, 401, not MCP, ...). */
    final class ServerUnavailableException extends Exception {
        private static final long serialVersionUID = 1L;

        private final @Nullable Reason reason;
        private final Reason kind;

        public ServerUnavailableException(String message) {
            this(null, message);
        }

        /** @param reason why asking again at once can't help: somebody has to change something; absent: it may */
        public ServerUnavailableException(@Nullable Reason reason, String message) {
            this(reason, reason == null ? Reason.REFUSED : reason, message);
        }

        /** @param kind what was met, in one word, whether asking again can help or not */
        public ServerUnavailableException(@Nullable Reason reason, Reason kind, String message) {
            super(message);
            this.reason = reason;
            this.kind = kind;
        }

        /** What was met, in one word. */
        public Reason kind() {
            return kind;
        }

        public Optional<Reason> reason() {
            return Optional.ofNullable(reason);
        }

        /** The message, which there always is. */
        public String why() {
            return String.valueOf(getMessage());
        }
    }
}
