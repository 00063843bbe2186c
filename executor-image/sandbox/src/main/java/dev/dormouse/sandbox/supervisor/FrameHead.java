/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.sandbox.supervisor;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.dormouse.wire.Json;
import dev.dormouse.wire.frame.MalformedFrameException;
import java.io.IOException;

/**
 * What the supervisor needs to know of a frame that it passes on unread: a snapshot of many megabytes is scanned, not
 * built.
 *
 * @param n of a call; -1 when absent
 * @param after of a call; -1 when absent
 * @param k of an idle or a settlement; -1 when absent
 */
record FrameHead(String type, int n, int after, int k) {
    static FrameHead of(byte[] json) throws IOException {
        try (var parser = Json.mapper().createParser(json)) {
            return read(parser);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new MalformedFrameException("a frame that is no JSON", e);
        }
    }

    private static FrameHead read(JsonParser parser) throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw new MalformedFrameException("a frame that is no JSON object");
        }
        var type = "";
        int n = -1;
        int after = -1;
        int k = -1;
        for (var name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            parser.nextToken();
            switch (name) {
                case "t" -> type = parser.getText();
                case "n" -> n = number(parser);
                case "after" -> after = number(parser);
                case "k" -> k = number(parser);
                default -> parser.skipChildren();
            }
        }
        if (parser.nextToken() != null) {
            throw new MalformedFrameException("a frame with something behind it");
        }
        return new FrameHead(type, n, after, k);
    }

    private static int number(JsonParser parser) throws IOException {
        if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT) {
            throw new MalformedFrameException("a frame with a number that is none");
        }
        return parser.getIntValue();
    }
}
