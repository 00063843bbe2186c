/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.crds.v1alpha1;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;

/**
 * Reads JSON that no schema bounds. What lies deeper than {@value #KEPT} levels is left out: an API server takes 10,000,
 * and a tree of these overflows the stack of whoever copies, compares or writes it, e.g. a framework before anybody has
 * looked at it. Far more is kept than a parser accepts, so that what was cut is never taken for the whole.
 */
final class FreeJson extends JsonDeserializer<JsonNode> {
    static final int KEPT = 256;

    @Override
    public JsonNode deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        return read(parser, context, 1);
    }

    private static JsonNode read(JsonParser parser, DeserializationContext context, int level) throws IOException {
        if (!parser.currentToken().isStructStart()) {
            return context.readTree(parser);
        }
        if (level > KEPT) {
            parser.skipChildren();
            return context.getNodeFactory().nullNode();
        }
        return parser.isExpectedStartArrayToken() ? list(parser, context, level) : object(parser, context, level);
    }

    private static JsonNode list(JsonParser parser, DeserializationContext context, int level) throws IOException {
        var list = context.getNodeFactory().arrayNode();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            list.add(read(parser, context, level + 1));
        }
        return list;
    }

    private static JsonNode object(JsonParser parser, DeserializationContext context, int level) throws IOException {
        var object = context.getNodeFactory().objectNode();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            var name = parser.currentName();
            parser.nextToken();
            object.set(name, read(parser, context, level + 1));
        }
        return object;
    }
}
