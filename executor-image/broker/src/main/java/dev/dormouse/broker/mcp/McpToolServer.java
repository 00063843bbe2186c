/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.dormouse.broker.catalog.ToolListing;
import dev.dormouse.broker.mcp.Handshake.Opening;
import dev.dormouse.broker.model.SendOutcome;
import dev.dormouse.broker.model.ToolServer;
import dev.dormouse.broker.secrets.Keyring;
import dev.dormouse.broker.secrets.SecretRefusedException;
import dev.dormouse.crds.plan.ServerPlan;
import dev.dormouse.crds.v1alpha1.Reason;
import dev.dormouse.wire.CleanText;
import dev.dormouse.wire.Json;
import dev.dormouse.wire.Outcome;
import io.modelcontextprotocol.spec.McpSchema;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * An MCP server over streamable HTTP. The session begins with the first use and is shared by parallel calls; when the
 * server forgets it or refuses the credentials, or when the Secret was rotated, the next use begins a new one, with the
 * credentials as they are then. The call that met this isn't sent again.
 */
public final class McpToolServer implements ToolServer {
    private static final Opening NOT_YET = new Opening.Refused(new SendOutcome.NotSent("not opened"));
    /**
     * A task waits for the list before it begins. Long enough for pages that are made slowly; the time-out of a call, which
     * may be an hour, bounds one page only.
     */
    private static final Duration LISTING = Duration.ofMinutes(2);

    private static final int SHOWN = 500;
    private static final Duration FAREWELL = Duration.ofMillis(500);

    private final ServerPlan plan;
    private final Keyring keyring;
    private final Duration listing;
    private final HttpPosts posts;
    private final Messages messages = new Messages();
    private final Handshake handshake;
    private final AtomicReference<Optional<CompletableFuture<Opening>>> opening =
            new AtomicReference<>(Optional.empty());

    public McpToolServer(ServerPlan plan, Keyring keyring) {
        this(plan, keyring, LISTING);
    }

    /** @param listing for all pages of tools together */
    McpToolServer(ServerPlan plan, Keyring keyring, Duration listing) {
        this.plan = plan;
        this.listing = listing;
        this.keyring = keyring;
        this.posts = new HttpPosts(plan);
        this.handshake = new Handshake(plan, posts, messages, this::harmless);
    }

    @Override
    public List<ToolDescription> listTools() throws ServerUnavailableException {
        return list().tools();
    }

    /** Like {@link #listTools}, and what of them can't be used. */
    public ToolListing list() throws ServerUnavailableException {
        var pages = new ToolListing.Pages();
        long until = System.nanoTime() + listing.toNanos();
        var cursor = Optional.of("");
        while (cursor.isPresent()) {
            var page = page(cursor.get(), Duration.ofNanos(until - System.nanoTime()));
            cursor = pages.add(page.path("tools"), page.path("nextCursor").asText(""));
        }
        return pages.listing();
    }

    private JsonNode page(String cursor, Duration left) throws ServerUnavailableException {
        if (!left.isPositive()) {
            throw unavailable(new SendOutcome.Unknown(
                    Failures.NO_ANSWER + listing.toSeconds() + " s to tools/list, all pages together"));
        }
        var params = JsonNodeFactory.instance.objectNode();
        if (!cursor.isEmpty()) {
            params.put("cursor", cursor);
        }
        var first = exchange(list(params, left));
        // Listing changes nothing, so it may be asked again in a new session.
        var page = first instanceof Exchange.Got got && endsSession(got.reply()) ? exchange(list(params, left)) : first;
        return switch (page) {
            case Exchange.Got(Reply.Message(var message, var id), var session)
            when message.has("result") -> message.path("result");
            case Exchange.Got got -> throw unavailable(outcome(got));
            case Exchange.NoSession(var outcome) -> throw unavailable(outcome);
        };
    }

    @Override
    public SendOutcome send(ToolRequest request) {
        var ask = new Ask(messages.call(request), request.timeout(), request.room(), request.stillGood());
        return shown(
                switch (exchange(ask)) {
                    case Exchange.Got got -> outcome(got);
                    case Exchange.NoSession(var outcome) -> outcome;
                });
    }

    /** What stands in heads and statuses, fit for them; an answer is a result and stays as it is. */
    private SendOutcome shown(SendOutcome outcome) {
        return switch (outcome) {
            case SendOutcome.NotSent(var why) -> new SendOutcome.NotSent(shown(why));
            case SendOutcome.Unknown(var why) -> new SendOutcome.Unknown(shown(why));
            case SendOutcome.Answered answered -> answered;
        };
    }

    /** Looked at before any of it is cut off, for a half of a value is not found. */
    private String shown(String why) {
        return CleanText.line(keyring.screened(CleanText.line(why, Integer.MAX_VALUE)), SHOWN);
    }

    private SendOutcome outcome(Exchange.Got got) {
        return switch (got.reply()) {
            case Reply.Message(var message, var session) -> new SendOutcome.Answered(ToolResults.outcome(message));
            case Reply.Status(var code, var body) -> refused(got.session(), code, body);
            case Reply.Refused(var why) -> new SendOutcome.Answered(why);
            case Reply.NotSent(var why) -> new SendOutcome.NotSent(why);
            case Reply.Unknown(var why) -> new SendOutcome.Unknown(why);
        };
    }

    private SendOutcome refused(McpSession session, int status, Optional<JsonNode> body) {
        if (status < 300) {
            return new SendOutcome.Unknown("HTTP status " + status + " without an answer");
        }
        if (session.id().isPresent() && Refusals.sessionForgotten(status, body)) {
            return new SendOutcome.NotSent("the server has forgotten the session");
        }
        return new SendOutcome.Answered(Refusals.failed(plan.name(), status, harmless(body)));
    }

    /** Looked at before any of it is cut off, for a half of a value is not found. */
    private Optional<JsonNode> harmless(Optional<JsonNode> body) {
        return body.filter(json -> keyring.find(Json.bytes(json)).isEmpty());
    }

    private Ask list(JsonNode params, Duration left) {
        var message = messages.request(McpSchema.METHOD_TOOLS_LIST, params);
        return Ask.plain(message, left.compareTo(plan.timeout()) < 0 ? left : plan.timeout());
    }

    private Exchange exchange(Ask ask) {
        try {
            return exchange(ask, keyring.credentials(plan));
        } catch (SecretRefusedException e) {
            var refused = new Outcome.Failed(e.reason().text(), e.why() + "; nothing was sent", null);
            return new Exchange.NoSession(new SendOutcome.Answered(refused));
        }
    }

    private Exchange exchange(Ask ask, Map<String, String> credentials) {
        opening.updateAndGet(held -> held.filter(session -> !isOfOther(credentials, session)));
        var mine = opening(credentials);
        return switch (mine.join()) {
            case Opening.Refused(var outcome) -> {
                forget(mine);
                yield new Exchange.NoSession(outcome);
            }
            case Opening.Opened(var session) -> {
                var reply = posts.post(ask, session.headers());
                if (endsSession(reply)) {
                    forget(mine);
                }
                yield new Exchange.Got(reply, session);
            }
        };
    }

    /** A session is of the credentials that it began with; a server may have bound it to whom they name. */
    private static boolean isOfOther(Map<String, String> credentials, CompletableFuture<Opening> session) {
        return session.getNow(NOT_YET) instanceof Opening.Opened(var opened)
                && !opened.credentials().equals(credentials);
    }

    private static boolean endsSession(Reply reply) {
        return reply instanceof Reply.Status(var code, var body)
                && (code == 401 || Refusals.sessionForgotten(code, body));
    }

    /** The one session that all calls share; who comes first opens it, on its own thread. */
    private CompletableFuture<Opening> opening(Map<String, String> credentials) {
        var fresh = new CompletableFuture<Opening>();
        var shared = opening.updateAndGet(held -> held.isPresent() ? held : Optional.of(fresh))
                .orElse(fresh);
        if (shared == fresh) {
            try {
                fresh.complete(handshake.open(credentials));
            } finally {
                fresh.complete(new Opening.Refused(new SendOutcome.NotSent("no session")));
            }
        }
        return shared;
    }

    private void forget(CompletableFuture<Opening> ended) {
        opening.updateAndGet(held -> held.filter(current -> current != ended));
    }

    private ServerUnavailableException unavailable(SendOutcome outcome) {
        var why = switch (outcome) {
            case SendOutcome.NotSent(var reason) -> reason;
            case SendOutcome.Unknown(var reason) -> reason;
            case SendOutcome.Answered(Outcome.Failed failed) -> failed.message();
            case SendOutcome.Answered(Outcome.Ok ok) -> "it answered what wasn't asked";
        };
        return new ServerUnavailableException(
                lasting(outcome),
                Failures.kind(outcome),
                "McpServer " + plan.name() + " at " + plan.endpoint() + ": " + shown(why));
    }

    private static @Nullable Reason lasting(SendOutcome outcome) {
        return outcome instanceof SendOutcome.Answered(Outcome.Failed failed)
                ? Reason.of(failed.code()).filter(Reason::saidByBroker).orElse(null)
                : null;
    }

    @Override
    public void close() {
        posts.cancelAll();
        var held = opening.getAndSet(Optional.of(CompletableFuture.completedFuture(
                new Opening.Refused(new SendOutcome.NotSent("the connection was closed")))));
        held.map(session -> session.getNow(NOT_YET)).ifPresent(last -> {
            if (last instanceof Opening.Opened(var session) && session.id().isPresent()) {
                posts.delete(session.headers(), FAREWELL);
            }
        });
        posts.close();
    }

    private sealed interface Exchange {
        record Got(Reply reply, McpSession session) implements Exchange {}

        record NoSession(SendOutcome outcome) implements Exchange {}
    }
}
