/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.luben.zstd.ZstdInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** A journal as it is stored: zstd frames of JSON, a record a line, in base64. */
public record StoredJournal(JsonNode base64) {
    private static final ObjectMapper JSON = new ObjectMapper();

    public String text() {
        try (var frames = new ZstdInputStream(new ByteArrayInputStream(base64.binaryValue()))) {
            return new String(frames.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Those of this type, as it stands in their {@code t}. */
    public List<JsonNode> records(String type) {
        return text().lines()
                .map(StoredJournal::json)
                .filter(each -> each.path("t").asText().equals(type))
                .toList();
    }

    private static JsonNode json(String line) {
        try {
            return JSON.readTree(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
