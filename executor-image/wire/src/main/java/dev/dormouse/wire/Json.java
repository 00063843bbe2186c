/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.AnnotationIntrospector;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * The one JSON dialect of frames and durable records: absent means null and is an error where a record's component isn't
 * nullable, an unknown field is an error (a broker must not drop what a newer one wrote), nesting at most
 * {@value #MAX_DEPTH} deep, decimals kept exactly.
 */
public final class Json {
    /** Deeper input is refused by the reader before it costs a stack. */
    public static final int MAX_DEPTH = 200;

    /** Free JSON may be this deep: a frame or a record around it adds a few levels. */
    public static final int MAX_FREE_DEPTH = 190;

    private static final ObjectMapper MAPPER = mapper(MAX_DEPTH);
    private static final ObjectMapper FREE = mapper(MAX_FREE_DEPTH);

    private Json() {}

    private static ObjectMapper mapper(int depth) {
        var constraints = StreamReadConstraints.builder()
                .maxNestingDepth(depth)
                .maxStringLength(64 * 1024 * 1024)
                .build();
        return JsonMapper.builder(JsonFactory.builder()
                        .streamReadConstraints(constraints)
                        .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                        .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
                        .build())
                .serializationInclusion(JsonInclude.Include.NON_NULL)
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
                .nodeFactory(JsonNodeFactory.withExactBigDecimals(true))
                .annotationIntrospector(
                        AnnotationIntrospector.pair(new NonNullComponents(), new JacksonAnnotationIntrospector()))
                .build();
    }

    public static ObjectMapper mapper() {
        return MAPPER;
    }

    public static byte[] bytes(Object value) {
        try {
            return MAPPER.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not writable as JSON: " + value.getClass(), e);
        }
    }

    public static String text(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not writable as JSON: " + value.getClass(), e);
        }
    }

    /** For people's eyes: indented. */
    public static String pretty(Object value) {
        try {
            return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not writable as JSON: " + value.getClass(), e);
        }
    }

    /** Reads one value; {@link UncheckedIOException} when it isn't JSON of that type. */
    public static <T> T read(byte[] json, Class<T> type) {
        try {
            return MAPPER.readValue(json, type);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Parses free JSON; {@link UncheckedIOException} when it isn't any, or deeper than {@value #MAX_FREE_DEPTH}. */
    public static JsonNode tree(String json) {
        try {
            return FREE.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
