/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.mcp;

import dev.dormouse.broker.model.SendOutcome;
import dev.dormouse.crds.v1alpha1.Reason;
import dev.dormouse.wire.Outcome;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.Optional;
import java.util.stream.Stream;

/** Words for what the JDK's HTTP client throws; many of its exceptions carry no message. */
final class Failures {
    static final String NO_ANSWER = "no answer within ";
    static final String NO_SESSION = "no session: ";
    static final String BEYOND_BOUNDS = "the answer is nested too deep, has a text that is too long, or has more than "
            + BoundedJson.MAX_VALUES + " values";
    private static final String NO_CONNECTION = "no connection within the time-out";

    private Failures() {}

    /** What a server that can't be used did, in one word. */
    static Reason kind(SendOutcome outcome) {
        return switch (outcome) {
            case SendOutcome.NotSent(var why) ->
                kind(why, why.startsWith(NO_SESSION) ? Reason.NOT_MCP : Reason.REFUSED);
            case SendOutcome.Unknown(var why) -> kind(why, Reason.NOT_MCP);
            case SendOutcome.Answered(Outcome.Failed failed) -> kind(failed);
            case SendOutcome.Answered(Outcome.Ok _) -> Reason.NOT_MCP;
        };
    }

    private static Reason kind(String why, Reason otherwise) {
        if (why.contains(NO_ANSWER) || why.contains(NO_CONNECTION)) {
            return Reason.TIMEOUT;
        }
        return why.contains(BEYOND_BOUNDS) ? Reason.SCHEMA_INVALID : otherwise;
    }

    private static Reason kind(Outcome.Failed failed) {
        return switch (failed.code()) {
            case "Forbidden" -> Reason.UNAUTHORIZED;
            case "RateLimited" -> Reason.REFUSED;
            case Handshake.OTHER_VERSION -> Reason.PROTOCOL_VERSION;
            default ->
                Reason.of(failed.code())
                        .map(known -> known == Reason.CREDENTIALS_REFUSED ? Reason.UNAUTHORIZED : known)
                        .orElse(Reason.NOT_MCP);
        };
    }

    static boolean causedBy(Throwable failure, Class<? extends Throwable> type) {
        return chain(failure).anyMatch(type::isInstance);
    }

    static String describe(Throwable failure) {
        if (causedBy(failure, UnresolvedAddressException.class)) {
            return "the host name can't be resolved";
        }
        if (causedBy(failure, HttpConnectTimeoutException.class)) {
            return NO_CONNECTION;
        }
        var deepest = chain(failure).reduce((one, other) -> other).orElse(failure);
        var message = Optional.ofNullable(deepest.getMessage());
        if (causedBy(failure, ConnectException.class)) {
            return message.orElse("connection refused");
        }
        return message.orElse(deepest.getClass().getSimpleName());
    }

    private static Stream<Throwable> chain(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .limit(20);
    }
}
