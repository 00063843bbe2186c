/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dormouse.broker.model.ToolServer.ToolRequest;
import io.modelcontextprotocol.spec.McpSchema;
import java.util.concurrent.atomic.AtomicLong;

/** Makes JSON-RPC messages; ids are unique within one of these. */
final class Messages {
    /** Asks for no answer. */
    static final long NO_ID = -1;

    static final String IDEMPOTENCY_KEY = "dormouse.dev/idempotency-key";

    private final AtomicLong lastId = new AtomicLong();

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
