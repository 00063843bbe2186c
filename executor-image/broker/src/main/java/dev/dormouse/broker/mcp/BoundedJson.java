/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.mcp;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.dormouse.wire.Json;
import dev.dormouse.wire.frame.ToBroker;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Builds JSON of servers once its values have been counted: three bytes of an answer become about eighty-five of heap,
 * so a bound of bytes alone is none.
 */
final class BoundedJson {
    /** As many as a frame to the sandbox may hold. */
    static final int MAX_VALUES = ToBroker.MAX_OPEN_VALUES;

    private BoundedJson() {}

    static JsonNode read(byte[] json) {
        try (var parser = Json.mapper().createParser(json)) {
            check(values(parser));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Json.read(json, JsonNode.class);
    }

    static JsonNode tree(String json) {
        try {
            check(values(json));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Json.tree(json);
    }

    /** Counts no further than is of interest. */
    static int values(String json) throws IOException {
        try (var parser = Json.mapper().createParser(json)) {
            return values(parser);
        }
    }

    private static int values(JsonParser parser) throws IOException {
        int values = 0;
        for (var token = parser.nextToken(); token != null && values <= MAX_VALUES; token = parser.nextToken()) {
            if (token.isStructStart() || token.isScalarValue()) {
                values++;
            }
        }
        return values;
    }

    private static void check(int values) throws StreamConstraintsException {
        if (values > MAX_VALUES) {
            throw new StreamConstraintsException("more than " + MAX_VALUES + " values");
        }
    }
}
