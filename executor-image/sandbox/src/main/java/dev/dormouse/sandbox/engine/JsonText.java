/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.sandbox.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dormouse.wire.Json;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** JSON as it crosses between guest and host: text on one side, a tree on the other. */
final class JsonText {
    private JsonText() {}

    static String of(Object value) {
        return Json.text(value);
    }

    /** For the prelude, to which an empty text means absent. */
    static String orEmpty(@Nullable JsonNode node) {
        return node == null || node.isMissingNode() ? "" : Json.text(node);
    }

    /** Empty when it is nested deeper than frames may be. */
    static Optional<JsonNode> parse(String text) {
        try {
            return Optional.of(Json.tree(text));
        } catch (UncheckedIOException e) {
            return Optional.empty();
        }
    }
}
