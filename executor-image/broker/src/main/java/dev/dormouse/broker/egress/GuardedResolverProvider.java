/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.egress;

import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolverProvider;

/** Found by the JVM through {@code META-INF/services} before its first look-up. */
public final class GuardedResolverProvider extends InetAddressResolverProvider {
    @Override
    public InetAddressResolver get(Configuration configuration) {
        return new GuardedResolver(configuration.builtinResolver());
    }

    @Override
    public String name() {
        return "dormouse";
    }
}
