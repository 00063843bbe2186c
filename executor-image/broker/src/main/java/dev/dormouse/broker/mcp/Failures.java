/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.mcp;

import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.Optional;
import java.util.stream.Stream;

/** Words for what the JDK's HTTP client throws; many of its exceptions carry no message. */
final class Failures {
    private Failures() {}

    static boolean causedBy(Throwable failure, Class<? extends Throwable> type) {
        return chain(failure).anyMatch(type::isInstance);
    }

    static String describe(Throwable failure) {
        if (causedBy(failure, UnresolvedAddressException.class)) {
            return "the host name can't be resolved";
        }
        if (causedBy(failure, HttpConnectTimeoutException.class)) {
            return "no connection within the time-out";
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
