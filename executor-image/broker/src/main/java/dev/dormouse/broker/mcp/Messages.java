/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dormouse.broker.model.ToolServer.ToolRequest;
import io.modelcontextprotocol.spec.McpSchema;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/** Makes JSON-RPC messages; ids are unique within one of these, and hardly ever those of another. */
final class Messages {
    /** Asks for no answer. */
    static final long NO_ID = -1;

    static final String IDEMPOTENCY_KEY = "dormouse.dev/idempotency-key";

    /** All ids fit into 32 bits, in case a server keeps no more of them. */
    private static final int FIRST_IDS = 1 << 30;

    /** Not from 1: there were servers that told two clients apart by the ids of their requests alone (CVE-2026-25536). */
    private final AtomicLong lastId = new AtomicLong(ThreadLocalRandom.current().nextInt(FIRST_IDS));

    record Request(long id, JsonNode json) {}

    Request request(String method, JsonNode params) {
        long id = lastId.incrementAndGet();
        var message = message(method).put("id", id);
        message.set("params", params);
        return new Request(id, message);
    }

    Request notification(String method) {
        return new Request(NO_ID, message(method));
    }

    Request call(ToolRequest call) {
        var params = JsonNodeFactory.instance.objectNode().put("name", call.tool());
        params.set("arguments", call.arguments());
        call.idempotencyKey().ifPresent(key -> params.putObject("_meta").put(IDEMPOTENCY_KEY, key));
        return request(McpSchema.METHOD_TOOLS_CALL, params);
    }

    private static ObjectNode message(String method) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("jsonrpc", McpSchema.JSONRPC_VERSION)
                .put("method", method);
    }
}
