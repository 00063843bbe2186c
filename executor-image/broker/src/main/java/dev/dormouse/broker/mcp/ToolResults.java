/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.dormouse.wire.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Unwraps what a tool answered: {@code structuredContent}, else the JSON in the text, else the text.
 *
 * <p>Only objects and arrays count as JSON in text: {@code 007} and a phone number are texts that happen to parse. Several
 * texts that are JSON each are a list (so do servers that send one item per element); otherwise they are one text of
 * several lines. JSON of too many values stays text. Content that isn't text (images, resources) comes as MCP's own JSON
 * for it.
 */
final class ToolResults {
    static final String TOOL_ERROR = "ToolError";

    private ToolResults() {}

    /** @param message a JSON-RPC answer */
    static Outcome outcome(JsonNode message) {
        var error = message.path("error");
        if (error.isObject()) {
            return new Outcome.Failed(TOOL_ERROR, error.path("message").asText("the server gave no message"), error);
        }
        var result = message.path("result");
        return result.path("isError").asBoolean(false) ? failed(result) : new Outcome.Ok(value(result));
    }

    private static Outcome failed(JsonNode result) {
        var text = texts(result).stream().collect(Collectors.joining("\n"));
        return new Outcome.Failed(
                TOOL_ERROR, text.isEmpty() ? "the tool failed and said nothing" : text, structured(result));
    }

    private static @Nullable JsonNode structured(JsonNode result) {
        var structured = result.path("structuredContent");
        return structured.isMissingNode() || structured.isNull() ? null : structured;
    }

    private static JsonNode value(JsonNode result) {
        var structured = structured(result);
        if (structured != null) {
            return structured;
        }
        var content = result.path("content");
        var texts = texts(result);
        if (content.isEmpty()) {
            return JsonNodeFactory.instance.nullNode();
        }
        if (texts.size() < content.size()) {
            return content.size() == 1 ? content.get(0) : content;
        }
        return texts.size() == 1 ? jsonOrText(texts.getFirst()) : listOrText(texts);
    }

    private static List<String> texts(JsonNode result) {
        return result.path("content")
                .valueStream()
                .filter(item -> item.path("type").asText().equals("text"))
                .map(item -> item.path("text").asText())
                .toList();
    }

    private static JsonNode jsonOrText(String text) {
        return json(text).orElseGet(() -> TextNode.valueOf(text));
    }

    private static JsonNode listOrText(List<String> texts) {
        if (!boundedTogether(texts)) {
            return TextNode.valueOf(String.join("\n", texts));
        }
        var parsed = texts.stream().map(ToolResults::json).toList();
        if (!parsed.stream().allMatch(Optional::isPresent)) {
            return TextNode.valueOf(String.join("\n", texts));
        }
        var list = JsonNodeFactory.instance.arrayNode();
        parsed.forEach(item -> list.add(item.orElseThrow()));
        return list;
    }

    private static boolean boundedTogether(List<String> texts) {
        try {
            long values = 0;
            for (var text : texts) {
                values += BoundedJson.values(text);
            }
            return values <= BoundedJson.MAX_VALUES;
        } catch (IOException e) {
            return false; // one that isn't JSON makes all of them text
        }
    }

    private static Optional<JsonNode> json(String text) {
        var start = text.stripLeading();
        if (!start.startsWith("{") && !start.startsWith("[")) {
            return Optional.empty();
        }
        try {
            return Optional.of(BoundedJson.tree(text));
        } catch (UncheckedIOException e) {
            return Optional.empty();
        }
    }
}
