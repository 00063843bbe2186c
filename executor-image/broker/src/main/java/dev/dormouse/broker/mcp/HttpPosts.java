/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dormouse.broker.egress.Egress;
import dev.dormouse.crds.plan.ServerPlan;
import dev.dormouse.crds.v1alpha1.Reason;
import dev.dormouse.wire.Json;
import dev.dormouse.wire.Outcome;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLHandshakeException;

/**
 * POSTs JSON-RPC messages to one address, each exactly once: no redirect, no proxy, no authenticator, no retry.
 *
 * <p>Idle connections live shorter here than at any server in common use (5 s), since a server that closes one just as it
 * is used again leaves the call in doubt.
 */
final class HttpPosts implements AutoCloseable {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(10);
    /** Said by layers that give a handler up which has begun, not only of a request that came too slowly. */
    private static final int TIMED_OUT = 408;

    private static final String KEEP_ALIVE = "jdk.httpclient.keepalive.timeout";

    static {
        if (System.getProperty(KEEP_ALIVE) == null) {
            System.setProperty(KEEP_ALIVE, "3");
        }
    }

    private final URI address;
    private final Egress egress;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .proxy(HttpClient.Builder.NO_PROXY)
            .connectTimeout(CONNECT_TIMEOUT)
            .executor(Executors.newVirtualThreadPerTaskExecutor())
            .build();
    private final Set<CompletableFuture<?>> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    HttpPosts(ServerPlan plan) {
        this.address = plan.endpoint();
        this.egress = new Egress(plan);
    }

    Reply post(Ask ask, Map<String, String> headers) {
        var message = ask.message();
        var refusal = egress.refusal();
        if (refusal.isPresent()) {
            return new Reply.Refused(
                    new Outcome.Failed(Reason.ADDRESS_REFUSED.text(), refusal.get() + "; nothing was sent", null));
        }
        if (!ask.stillGood().getAsBoolean()) {
            return new Reply.NotSent("it came too late");
        }
        var body = new OnceBody(Json.bytes(message.json()), ask.stillGood());
        var request = request(headers).POST(body).build();
        var questions = new Questions();
        var response = client.sendAsync(
                request,
                new AnswerBody(
                        message.id(),
                        AnswerBody.limit(message.json()),
                        ask.room(),
                        asked -> answer(asked, headers, questions)));
        open.add(response);
        try {
            if (closed) {
                response.cancel(true);
            }
            return reply(response.get(ask.timeout().toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            response.cancel(true);
            return unanswered(body, Failures.NO_ANSWER + ask.timeout().toMillis() / 1000.0 + " s");
        } catch (CancellationException e) {
            return unanswered(body, "cancelled");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            response.cancel(true);
            return unanswered(body, "interrupted");
        } catch (ExecutionException e) {
            return broken(body, e);
        } finally {
            open.remove(response);
        }
    }

    private HttpRequest.Builder request(Map<String, String> headers) {
        var builder = HttpRequest.newBuilder(address)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream");
        headers.forEach(builder::setHeader);
        return builder;
    }

    /** What the server asks meanwhile is answered; if that fails, its own patience ends the call. */
    private void answer(JsonNode asked, Map<String, String> headers, Questions questions) {
        ServerRequests.answer(asked)
                .filter(_ -> questions.take())
                .map(answer -> request(headers)
                        .POST(new OnceBody(Json.bytes(answer), () -> true))
                        .timeout(ANSWER_TIMEOUT))
                .ifPresent(request -> client.sendAsync(request.build(), HttpResponse.BodyHandlers.discarding())
                        .whenComplete((response, failure) -> questions.answered()));
    }

    private static Reply reply(HttpResponse<AnswerBody.Content> response) {
        int status = response.statusCode();
        if (status == 200) {
            return response.body()
                    .take()
                    .<Reply>map(message -> new Reply.Message(message, sessionId(response.headers())))
                    .orElseThrow();
        }
        return status >= 500 || status == TIMED_OUT
                ? new Reply.Unknown("HTTP status " + status)
                : new Reply.Status(status, response.body().take());
    }

    private static Optional<String> sessionId(HttpHeaders headers) {
        return headers.firstValue(io.modelcontextprotocol.spec.HttpHeaders.MCP_SESSION_ID);
    }

    private static Reply broken(OnceBody body, ExecutionException failure) {
        var why = Failures.describe(failure);
        // The JDK client hands the body to the TLS layer before the handshake; a failed handshake never let it out.
        return Failures.causedBy(failure, SSLHandshakeException.class) ? new Reply.NotSent(why) : unanswered(body, why);
    }

    private static Reply unanswered(OnceBody body, String why) {
        return body.revoke() ? new Reply.NotSent(why) : new Reply.Unknown(why);
    }

    /** Tells the server that its session is over; whether it hears that doesn't matter. */
    void delete(Map<String, String> headers, Duration patience) {
        var builder = HttpRequest.newBuilder(address).timeout(patience).DELETE();
        headers.forEach(builder::setHeader);
        client.sendAsync(builder.build(), HttpResponse.BodyHandlers.discarding())
                .completeOnTimeout(null, patience.toMillis(), TimeUnit.MILLISECONDS)
                .exceptionally(failure -> null)
                .join();
    }

    /** Cancels what is open; what comes later is cancelled at once. */
    void cancelAll() {
        closed = true;
        open.forEach(response -> response.cancel(true));
    }

    @Override
    public void close() {
        cancelAll();
        client.shutdownNow();
    }
}
