/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.crds.plan;

import dev.dormouse.wire.EffectClass;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * An McpServer, parsed.
 *
 * @param endpoint of the streamable HTTP transport; a {@code service} is already its in-cluster address
 * @param reach where the endpoint's host may lead
 * @param auth headers that are made from Secrets; values are read where the broker has them mounted
 * @param timeout of one call, from its first byte
 * @param overrides by tool name
 */
public record ServerPlan(
        String name,
        URI endpoint,
        Reach reach,
        List<AuthHeader> auth,
        Duration timeout,
        boolean trustAnnotations,
        Map<String, EffectClass> overrides) {
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);

    public ServerPlan {
        auth = List.copyOf(auth);
        overrides = Map.copyOf(overrides);
    }

    /** Addresses at which a server may be. */
    public enum Reach {
        /** A Service of the namespace: wherever the cluster says. */
        SERVICE,
        /** A {@code url} that says so: this machine only. */
        LOOPBACK,
        /** Any other {@code url}: none but public addresses, after DNS resolution. */
        PUBLIC
    }

    /**
     * A header with a secret value.
     *
     * @param header e.g. {@code Authorization}
     * @param prefix of the value, e.g. {@code "Bearer "}; may be empty
     */
    public record AuthHeader(String header, String prefix, SecretKey secret) {}

    /** One key of one Secret of the task's namespace. */
    public record SecretKey(String name, String key) {
        /** The key in which a Secret may name the only origin that it is sent to; see {@link Origin}. */
        public static final String ORIGIN = "dormouse-origin";

        /** Where the same Secret names its only origin. */
        public SecretKey origin() {
            return new SecretKey(name, ORIGIN);
        }

        @Override
        public String toString() {
            return "key " + key + " of Secret " + name;
        }
    }
}
