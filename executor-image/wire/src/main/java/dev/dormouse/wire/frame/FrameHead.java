/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.wire.frame;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.dormouse.wire.Json;
import java.io.IOException;

/**
 * What can be known of a hostile frame without building it: one pass over its bytes, in constant memory.
 *
 * @param n of a call; -1 when absent
 * @param after of a call; -1 when absent
 * @param k of an idle or a settlement; -1 when absent
 * @param values JSON values in it, at any depth
 * @param depth of the deepest of its values
 */
public record FrameHead(String type, int n, int after, int k, int values, int depth) {
    /** A longer number comes from no engine. JSON would let a few bytes stand for gigabytes of digits. */
    private static final int MAX_NUMBER = 400;

    private static final int MAX_EXPONENT = 3;

    /** @throws MalformedFrameException when it is no JSON object, too deep, or holds a number without measure */
    public static FrameHead of(byte[] json) throws IOException {
        try (var parser = Json.mapper().createParser(json)) {
            return read(parser);
        } catch (JsonProcessingException e) {
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
        var rest = new Extent();
        for (var name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            parser.nextToken();
            switch (name) {
                case "t" -> type = parser.getText();
                case "n" -> n = number(parser);
                case "after" -> after = number(parser);
                case "k" -> k = number(parser);
                default -> rest.skip(parser);
            }
        }
        if (parser.nextToken() != null) {
            throw new MalformedFrameException("a frame with something behind it");
        }
        return new FrameHead(type, n, after, k, rest.values, rest.depth);
    }

    private static int number(JsonParser parser) throws IOException {
        if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT) {
            throw new MalformedFrameException("a frame with a number that is none");
        }
        return parser.getIntValue();
    }

    private static void measure(String number) throws MalformedFrameException {
        int e = Math.max(number.indexOf('e'), number.indexOf('E'));
        boolean exponentTooLong =
                e >= 0 && number.substring(e + 1).replaceFirst("^[+-]?0*", "").length() > MAX_EXPONENT;
        if (number.length() > MAX_NUMBER || exponentTooLong || Double.isInfinite(Double.parseDouble(number))) {
            throw new MalformedFrameException("a frame with a number without measure");
        }
    }

    /** What was passed over. */
    private static final class Extent {
        private int values;
        private int depth;

        /** Leaves the parser at the end of the value on which it stands. */
        void skip(JsonParser parser) throws IOException {
            int level = 0;
            do {
                var token = parser.currentToken();
                if (token.isStructStart()) {
                    depth = Math.max(depth, ++level);
                    values++;
                } else if (token.isStructEnd()) {
                    level--;
                } else if (token.isScalarValue()) {
                    values++;
                }
                if (token.isNumeric()) {
                    measure(parser.getText());
                }
            } while (level > 0 && parser.nextToken() != null);
        }
    }
}
