/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.egress;

import dev.dormouse.crds.plan.ServerPlan.Reach;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The host names of servers and where each may lead. One for the JVM, as the JVM has one place where names are looked up
 * ({@link GuardedResolver}); the names of others, such as the API server's, are looked up as ever.
 */
final class GuardedNames {
    private static final Map<String, Reach> REACHES = new ConcurrentHashMap<>();
    private static final Map<String, String> REFUSALS = new ConcurrentHashMap<>();

    private GuardedNames() {}

    /** From now on the name leads nowhere else; a name that is also a Service's leads where the cluster says. */
    static void guard(String host, Reach reach) {
        REACHES.merge(key(host), reach, (one, other) -> one == Reach.SERVICE ? one : other);
    }

    /** Why these answers are not given out; remembered until the name leads to allowed ones. */
    static Optional<String> refusal(String host, List<InetAddress> answers) {
        var reach = REACHES.get(key(host));
        var why = reach == null ? Optional.<String>empty() : refusal(reach, answers);
        why.ifPresentOrElse(text -> REFUSALS.put(key(host), text), () -> REFUSALS.remove(key(host)));
        return why;
    }

    static Optional<String> lastRefusal(String host) {
        return Optional.ofNullable(REFUSALS.get(key(host)));
    }

    /** One address that isn't allowed is enough: a name that leads both in and out is a trap. */
    static Optional<String> refusal(Reach reach, List<InetAddress> answers) {
        return switch (reach) {
            case SERVICE -> Optional.empty();
            case LOOPBACK ->
                answers.stream()
                        .filter(address -> !address.isLoopbackAddress())
                        .map(address -> address.getHostAddress() + ", which is not this machine")
                        .findFirst();
            case PUBLIC ->
                answers.stream()
                        .flatMap(
                                address -> Addresses.kind(address)
                                        .map(kind -> "the " + kind + " address " + address.getHostAddress())
                                        .stream())
                        .findFirst();
        };
    }

    private static String key(String host) {
        return host.toLowerCase(Locale.ROOT);
    }
}
