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
 * @param auth headers that are made from Secrets; values are read where the broker has them mounted
 * @param timeout of one call, from its first byte
 * @param overrides by tool name
 */
public record ServerPlan(
        String name,
        URI endpoint,
        List<AuthHeader> auth,
        Duration timeout,
        boolean trustAnnotations,
        Map<String, EffectClass> overrides) {
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);

    public ServerPlan {
        auth = List.copyOf(auth);
        overrides = Map.copyOf(overrides);
    }

    /**
     * A header with a secret value.
     *
     * @param header e.g. {@code Authorization}
     * @param prefix of the value, e.g. {@code "Bearer "}; may be empty
     */
    public record AuthHeader(String header, String prefix, SecretKey secret) {}

    /** One key of one Secret of the task's namespace. */
    public record SecretKey(String name, String key) {}
}
