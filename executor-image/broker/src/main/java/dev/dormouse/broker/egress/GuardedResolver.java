/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.egress;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.util.stream.Stream;

/**
 * Gives out addresses of guarded names only where all of them are allowed. Every look-up of the JVM passes here, so a
 * connection can't go to an address that wasn't checked, however often a name changes its mind.
 */
final class GuardedResolver implements InetAddressResolver {
    private final InetAddressResolver system;

    GuardedResolver(InetAddressResolver system) {
        this.system = system;
    }

    @Override
    public Stream<InetAddress> lookupByName(String host, LookupPolicy policy) throws UnknownHostException {
        var answers = system.lookupByName(host, policy).toList();
        var refusal = GuardedNames.refusal(host, answers);
        if (refusal.isPresent()) {
            throw new UnknownHostException(host + " leads to " + refusal.get());
        }
        return answers.stream();
    }

    @Override
    public String lookupByAddress(byte[] address) throws UnknownHostException {
        return system.lookupByAddress(address);
    }
}
