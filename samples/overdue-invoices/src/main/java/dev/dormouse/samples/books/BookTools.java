/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.samples.books;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.modelcontextprotocol.server.McpStatelessServerFeatures.SyncToolSpecification;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import io.modelcontextprotocol.spec.McpSchema.ToolAnnotations;
import jakarta.mail.MessagingException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The four tools. Results are JSON inside a text content without an output schema, the shape that most hosted servers
 * answer with. The annotations are honest: each call of a write is one more mail, one more row.
 */
final class BookTools {

    private static final String KEY = "dormouse.dev/idempotency-key";
    private static final JsonMapper JSON = new JsonMapper();
    private static final Map<String, Object> TEXT = Map.of("type", "string", "minLength", 1, "maxLength", 20_000);
    private static final Map<String, Object> STATUS =
            Map.of("type", "string", "enum", List.of("overdue", "open", "paid"));

    private final Ledger ledger;
    private final Postbox postbox;
    private final Duration latency;

    BookTools(Ledger ledger, Postbox postbox, Duration latency) {
        this.ledger = ledger;
        this.postbox = postbox;
        this.latency = latency;
    }

    List<SyncToolSpecification> all() {
        return List.of(
                tool(
                        read("list_invoices", "Lists the invoices, all or those in one status."),
                        schema(Map.of("status", STATUS), List.of()),
                        a -> ledger.invoices((String) a.get("status"))),
                tool(
                        read("get_contact", "Whom to write to at a customer."),
                        schema(Map.of("customer", TEXT), List.of("customer")),
                        a -> ledger.contact(text(a, "customer"))
                                .orElseThrow(() -> new Refused("no customer " + text(a, "customer")))),
                tool(
                        write("send_email", "Sends one e-mail.", true),
                        schema(Map.of("to", TEXT, "subject", TEXT, "body", TEXT), List.of("to", "subject", "body")),
                        this::sendEmail),
                tool(
                        write("log_interaction", "Adds a line to a customer's interaction log.", false),
                        schema(Map.of("customer", TEXT, "text", TEXT), List.of("customer", "text")),
                        a -> Map.of("id", ledger.logInteraction(text(a, "customer"), text(a, "text")))));
    }

    private Object sendEmail(Map<String, Object> a) throws Refused {
        try {
            return Map.of("messageId", postbox.send(text(a, "to"), text(a, "subject"), text(a, "body")));
        } catch (MessagingException e) {
            throw new Refused("mail not accepted: " + e.getMessage());
        }
    }

    private SyncToolSpecification tool(Tool.Builder tool, Map<String, Object> schema, Work work) {
        return SyncToolSpecification.builder()
                .tool(tool.inputSchema(schema).build())
                .callHandler((context, request) -> call(request, work))
                .build();
    }

    private CallToolResult call(CallToolRequest request, Work work) {
        var key = request.meta() == null ? null : (String) request.meta().get(KEY);
        ledger.received(request.name(), json(request.arguments()), key);
        pause();
        try {
            return answer(json(work.apply(request.arguments())), false);
        } catch (Refused e) {
            return answer(e.reason, true);
        } finally {
            pause();
        }
    }

    private static CallToolResult answer(String text, boolean error) {
        return CallToolResult.builder().addTextContent(text).isError(error).build();
    }

    private void pause() {
        try {
            Thread.sleep(latency.dividedBy(2));
        } catch (InterruptedException e) {
            throw new IllegalStateException("stopped in the middle of a call", e);
        }
    }

    private static Tool.Builder read(String name, String description) {
        return Tool.builder().name(name).description(description).annotations(hints(true, true, false));
    }

    private static Tool.Builder write(String name, String description, boolean openWorld) {
        return Tool.builder().name(name).description(description).annotations(hints(false, false, openWorld));
    }

    private static ToolAnnotations hints(boolean readOnly, boolean idempotent, boolean openWorld) {
        return ToolAnnotations.builder()
                .readOnlyHint(readOnly)
                .idempotentHint(idempotent)
                .destructiveHint(false)
                .openWorldHint(openWorld)
                .build();
    }

    private static Map<String, Object> schema(Map<String, Object> properties, List<String> required) {
        return Map.of("type", "object", "properties", properties, "required", required, "additionalProperties", false);
    }

    private static String text(Map<String, Object> arguments, String name) {
        return (String) requireNonNull(arguments.get(name), "the schema lets no call without it in");
    }

    private static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** The caller's fault or the mail server's; told to the caller as a tool error. */
    private static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        private final String reason;

        Refused(String reason) {
            super(reason);
            this.reason = reason;
        }
    }

    @FunctionalInterface
    private interface Work {
        Object apply(Map<String, Object> arguments) throws Refused;
    }
}
