/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dormouse.wire.Json;
import dev.dormouse.wire.Outcome;
import dev.dormouse.wire.StepId;
import dev.dormouse.wire.frame.ToSandbox;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Frames as a broker would send them. */
public final class Frames {
    public static final long CLOCK = 1_800_000_000_000L;
    public static final ToSandbox.StepLimits LIMITS = new ToSandbox.StepLimits(60_000, 60_000, 65_536, 200, 65_536);
    public static final List<ToSandbox.ToolDeclaration> TOOLS = List.of(
            tool(
                    "books",
                    "list_invoices",
                    "Lists invoices. Filter by status.",
                    "{\"type\":\"object\",\"properties\":{\"status\":{\"enum\":[\"open\",\"overdue\"]},\"page size\":{\"type\":\"integer\"}},\"required\":[\"status\"]}"),
            tool(
                    "books",
                    "send_email",
                    "Sends an e-mail.",
                    "{\"type\":\"object\",\"properties\":{\"to\":{\"type\":\"string\"}},\"required\":[\"to\"]}"),
            tool("echo", "echo", "Says it again.", "{\"type\":\"object\"}"));

    private Frames() {}

    public static ToSandbox.ToolDeclaration tool(String server, String tool, String description, String schema) {
        return new ToSandbox.ToolDeclaration(server, tool, description, Json.tree(schema), null);
    }

    public static ToSandbox.Open open(byte @Nullable [] snapshot) {
        var task = new ToSandbox.Task("default", "overdue-invoices", "uid-1");
        return new ToSandbox.Open(1, task, json("{\"template\":\"reminder\",\"list\":[1,{\"a\":2}]}"), snapshot);
    }

    public static ToSandbox.Begin begin(String code) {
        return begin(code, LIMITS);
    }

    public static ToSandbox.Begin begin(String code, ToSandbox.StepLimits limits) {
        return new ToSandbox.Begin(new StepId("turn", 1), code, TOOLS, 42, CLOCK, limits);
    }

    public static ToSandbox.Settle ok(int k, int n, String value) {
        return new ToSandbox.Settle(k, n, new Outcome.Ok(json(value)), CLOCK + k);
    }

    public static JsonNode json(String text) {
        return Json.tree(text);
    }
}
