/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.sandbox.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dormouse.wire.frame.ToBroker;
import java.nio.charset.StandardCharsets;

/** What the arguments of calls take. The limits stay below those at which the broker takes the sandbox for hostile. */
record ArgumentsSize(long bytes, long values) {
    static final long MAX_BYTES = ToBroker.MAX_OPEN_BYTES / 3 * 2;
    static final long MAX_VALUES = ToBroker.MAX_OPEN_VALUES / 4 * 3;

    static ArgumentsSize of(String json, JsonNode tree) {
        return new ArgumentsSize(json.getBytes(StandardCharsets.UTF_8).length, values(tree));
    }

    ArgumentsSize plus(ArgumentsSize other) {
        return new ArgumentsSize(bytes + other.bytes, values + other.values);
    }

    private static long values(JsonNode node) {
        long sum = 1;
        for (var child : node) {
            sum += values(child);
        }
        return sum;
    }
}
