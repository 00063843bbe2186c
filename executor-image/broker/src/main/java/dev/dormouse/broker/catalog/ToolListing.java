/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.dormouse.broker.model.ToolServer.ToolDescription;
import dev.dormouse.wire.CleanText;
import dev.dormouse.wire.Json;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The tools of a server that can be used, and a sentence for each that can't. A name is kept as it is or not at all, for
 * calls are made by it; {@code constructor} and {@code __proto__} are names like others. Descriptions are cleaned and cut.
 *
 * @param leftOut what is wrong with each tool that isn't in {@code tools}
 */
public record ToolListing(List<ToolDescription> tools, List<String> leftOut) {
    static final int MAX_TOOLS = 1000;
    static final int MAX_PAGES = 200;
    static final int MAX_DESCRIPTION = 4096;
    static final int MAX_BYTES = 4 * 1024 * 1024;
    private static final int SHOWN_NAME = 64;
    /** What an override in an McpServer can name as well. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_./-]{1,128}");

    public ToolListing {
        tools = List.copyOf(tools);
        leftOut = List.copyOf(leftOut);
    }

    /** Collects what a server lists, page by page, and no more than can be used. */
    public static final class Pages {
        private final List<JsonNode> tools = new ArrayList<>();
        private final Set<String> cursors = new HashSet<>();
        private long bytes;
        private boolean more;

        /**
         * @param next the server's word for the next page; empty on the last one
         * @return which page to ask for now; empty when it is enough
         */
        public Optional<String> add(JsonNode page, String next) {
            page.forEach(tools::add);
            bytes += Json.bytes(page).length + next.length();
            if (next.isEmpty() || !cursors.add(next)) {
                return Optional.empty();
            }
            more = tools.size() > MAX_TOOLS || cursors.size() >= MAX_PAGES || bytes > MAX_BYTES;
            return more ? Optional.empty() : Optional.of(next);
        }

        public ToolListing listing() {
            var listing = of(tools);
            if (!more) {
                return listing;
            }
            var leftOut = new ArrayList<>(listing.leftOut);
            leftOut.add("the pages after these " + tools.size() + " tools: the list is longer than " + MAX_TOOLS
                    + " tools, " + MAX_PAGES + " pages or " + MAX_BYTES / 1024 / 1024 + " MiB");
            return new ToolListing(listing.tools, leftOut);
        }
    }

    /** @param said the entries of {@code tools/list}, all pages */
    public static ToolListing of(List<JsonNode> said) {
        var reader = new Reader();
        said.stream().limit(MAX_TOOLS).forEach(reader::read);
        if (said.size() > MAX_TOOLS) {
            reader.leftOut.add((said.size() - MAX_TOOLS) + " of " + said.size() + " tools: more than " + MAX_TOOLS
                    + " are not listed");
        }
        return new ToolListing(reader.tools, reader.leftOut);
    }

    private static final class Reader {
        private final List<ToolDescription> tools = new ArrayList<>();
        private final List<String> leftOut = new ArrayList<>();
        private final Set<String> names = new HashSet<>();
        private long bytes;

        void read(JsonNode said) {
            var tool = description(said);
            problem(said, tool).ifPresentOrElse(why -> leftOut.add(shown(tool.name()) + ": " + why), () -> {
                names.add(tool.name());
                tools.add(tool);
            });
        }

        private static String shown(String name) {
            return "tool '" + CleanText.line(name, SHOWN_NAME) + "'";
        }

        private Optional<String> problem(JsonNode said, ToolDescription tool) {
            if (!NAME.matcher(tool.name()).matches()) {
                return Optional.of("its name must have 1 to 128 characters out of A-Z a-z 0-9 _ . / -");
            }
            if (names.contains(tool.name())) {
                return Optional.of("another tool has the same name");
            }
            bytes += Json.bytes(said).length;
            if (bytes > MAX_BYTES) {
                return Optional.of("the list of tools is larger than " + MAX_BYTES / 1024 / 1024 + " MiB");
            }
            return schemaProblem(said.path("inputSchema"), "input")
                    .or(() -> schemaProblem(said.path("outputSchema"), "output"));
        }

        private static Optional<String> schemaProblem(JsonNode schema, String which) {
            return schema.isMissingNode() || schema.isNull()
                    ? Optional.empty()
                    : SchemaCheck.problem(schema).map(why -> "its " + which + " schema can't be used: " + why);
        }

        private static ToolDescription description(JsonNode tool) {
            var annotations = tool.path("annotations");
            var output = tool.path("outputSchema");
            return new ToolDescription(
                    tool.path("name").asText(),
                    CleanText.lines(tool.path("description").asText(""), MAX_DESCRIPTION),
                    tool.path("inputSchema").isObject()
                            ? cleaned(tool.path("inputSchema"))
                            : JsonNodeFactory.instance.objectNode().put("type", "object"),
                    cleanedOrNull(output),
                    annotations.path("readOnlyHint").asBoolean(false),
                    annotations.path("idempotentHint").asBoolean(false));
        }

        private static @Nullable JsonNode cleanedOrNull(JsonNode schema) {
            return schema.isObject() ? cleaned(schema) : null;
        }

        private static JsonNode cleaned(JsonNode schema) {
            return SchemaText.cleaned(schema, MAX_DESCRIPTION);
        }
    }
}
