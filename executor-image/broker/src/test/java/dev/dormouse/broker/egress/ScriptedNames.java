/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.egress;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolverProvider;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * The name service of this JVM, under the broker's own guard: scripted names answer each look-up with the next list of
 * addresses, and then with the last one for ever; any other name is the system's. Nothing is cached.
 */
public final class ScriptedNames extends InetAddressResolverProvider {
    private static final Map<String, Deque<List<InetAddress>>> SCRIPTS = new ConcurrentHashMap<>();
    private static final Map<String, Integer> LOOKUPS = new ConcurrentHashMap<>();

    static {
        java.security.Security.setProperty("networkaddress.cache.ttl", "0");
        java.security.Security.setProperty("networkaddress.cache.negative.ttl", "0");
    }

    /** @param answers one a look-up, addresses separated by spaces */
    public static void script(String host, String... answers) {
        SCRIPTS.put(
                host,
                new ArrayDeque<>(Arrays.stream(answers)
                        .map(answer -> Arrays.stream(answer.split(" "))
                                .map(InetAddress::ofLiteral)
                                .toList())
                        .toList()));
    }

    /** How often the name was looked up. */
    public static int lookups(String host) {
        return LOOKUPS.getOrDefault(host, 0);
    }

    @Override
    public InetAddressResolver get(Configuration configuration) {
        return new GuardedResolver(new Scripted(configuration.builtinResolver()));
    }

    @Override
    public String name() {
        return "scripted";
    }

    private record Scripted(InetAddressResolver system) implements InetAddressResolver {
        @Override
        public Stream<InetAddress> lookupByName(String host, LookupPolicy policy) throws UnknownHostException {
            var script = SCRIPTS.get(host);
            if (script == null) {
                return system.lookupByName(host, policy);
            }
            LOOKUPS.merge(host, 1, Integer::sum);
            synchronized (script) {
                return (script.size() > 1 ? script.remove() : script.getFirst()).stream();
            }
        }

        @Override
        public String lookupByAddress(byte[] address) throws UnknownHostException {
            return system.lookupByAddress(address);
        }
    }
}
