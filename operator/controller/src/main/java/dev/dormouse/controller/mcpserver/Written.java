/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.controller.mcpserver;

import dev.dormouse.crds.v1alpha1.McpServer;
import dev.dormouse.crds.v1alpha1.McpServerStatus;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The statuses that this operator wrote lately, by UID: a cache may not have them yet. Losing them costs a probe. */
final class Written {
    private static final Duration CACHE_LAG = Duration.ofSeconds(30);
    private static final int MOST = 10_000;

    private final Map<String, Last> byUid = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Last> eldest) {
            return size() > MOST;
        }
    };
    private final Clock clock;

    Written(Clock clock) {
        this.clock = clock;
    }

    private record Last(McpServerStatus status, Instant at) {}

    synchronized Optional<McpServerStatus> standing(McpServer server) {
        return Optional.ofNullable(byUid.get(server.getMetadata().getUid()))
                .filter(last -> last.at().plus(CACHE_LAG).isAfter(clock.instant()))
                .map(Last::status)
                .or(() -> Optional.ofNullable(server.getStatus()));
    }

    synchronized void wrote(McpServer server, McpServerStatus status) {
        byUid.put(server.getMetadata().getUid(), new Last(status, clock.instant()));
    }
}
