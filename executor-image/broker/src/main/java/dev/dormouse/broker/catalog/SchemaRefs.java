/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.catalog;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import dev.dormouse.wire.CleanText;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The references of a schema: each leads to another place of the schema itself, none back to where it stands without
 * going down into the value (that would never end), and following all of them is not endless work.
 */
final class SchemaRefs {
    /** Subschemas that one value is held against, references followed. */
    static final int MAX_EXPANSION = 10_000;

    private static final List<String> REFERENCES = List.of("$ref", "$dynamicRef", "$recursiveRef");
    private static final List<String> ANCHORS = List.of("$anchor", "$dynamicAnchor");
    private static final List<String> LISTS_IN_PLACE = List.of("allOf", "anyOf", "oneOf");
    private static final List<String> IN_PLACE = List.of("not", "if", "then", "else");

    private final JsonNode root;
    private final Map<String, JsonNode> anchors;
    private final Map<JsonNode, Long> costs = new IdentityHashMap<>();
    private final Map<JsonNode, Boolean> open = new IdentityHashMap<>();

    SchemaRefs(JsonNode root) {
        this.root = root;
        this.anchors = anchors(root);
    }

    Optional<String> problem() {
        try {
            walk(root);
            return Optional.empty();
        } catch (BadReferenceException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private void walk(JsonNode node) throws BadReferenceException {
        if (node.isObject() && cost(node) > MAX_EXPANSION) {
            throw new BadReferenceException("its references multiply to more than " + MAX_EXPANSION + " subschemas");
        }
        for (var child : node) {
            walk(child);
        }
    }

    private long cost(JsonNode node) throws BadReferenceException {
        var known = costs.get(node);
        if (known != null) {
            return known;
        }
        if (open.put(node, true) != null) {
            throw new BadReferenceException("a reference in it leads back to itself");
        }
        long sum = 1;
        for (var next : inPlace(node)) {
            sum = Math.min(sum + cost(next), Integer.MAX_VALUE);
        }
        open.remove(node);
        costs.put(node, sum);
        return sum;
    }

    private List<JsonNode> inPlace(JsonNode node) throws BadReferenceException {
        var next = new ArrayList<JsonNode>();
        for (var keyword : REFERENCES) {
            if (node.path(keyword).isTextual()) {
                next.add(target(node.path(keyword).asText()));
            }
        }
        LISTS_IN_PLACE.forEach(keyword -> node.path(keyword).forEach(next::add));
        IN_PLACE.stream().map(node::path).filter(JsonNode::isObject).forEach(next::add);
        return next;
    }

    private JsonNode target(String reference) throws BadReferenceException {
        var shown = CleanText.line(reference, 100);
        if (!reference.startsWith("#")) {
            throw new BadReferenceException("'" + shown + "' refers to another place, and nothing is fetched");
        }
        try {
            var fragment = URLDecoder.decode(reference.substring(1), StandardCharsets.UTF_8);
            var found = fragment.isEmpty() || fragment.startsWith("/")
                    ? Optional.of(root.at(JsonPointer.compile(fragment)))
                    : Optional.ofNullable(anchors.get(fragment));
            return found.filter(is -> !is.isMissingNode())
                    .orElseThrow(() -> new BadReferenceException("'" + shown + "' leads nowhere"));
        } catch (IllegalArgumentException e) {
            throw new BadReferenceException("'" + shown + "' is no reference");
        }
    }

    /** Each anchor with the first subschema that has it. */
    private static Map<String, JsonNode> anchors(JsonNode root) {
        var found = new HashMap<String, JsonNode>();
        collect(root, found);
        return found;
    }

    private static void collect(JsonNode node, Map<String, JsonNode> found) {
        for (var keyword : ANCHORS) {
            if (node.path(keyword).isTextual()) {
                found.putIfAbsent(node.path(keyword).asText(), node);
            }
        }
        for (var child : node) {
            collect(child, found);
        }
    }

    private static final class BadReferenceException extends Exception {
        private static final long serialVersionUID = 1L;

        BadReferenceException(String message) {
            super(message);
        }
    }
}
