/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.journal;

import com.fasterxml.jackson.databind.ObjectReader;
import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdInputStream;
import dev.dormouse.wire.Json;
import dev.dormouse.wire.state.JournalRecord;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Records as zstd frames (RFC 8878) of JSON, one record a line. Frames are concatenated, so a commit appends its own
 * without touching the earlier ones.
 */
final class JournalCodec {
    private static final int LEVEL = 3;
    private static final ObjectReader READER = Json.mapper().readerFor(JournalRecord.class);

    private JournalCodec() {}

    static void line(JournalRecord next, ByteArrayOutputStream lines) {
        lines.writeBytes(Json.bytes(next));
        lines.write('\n');
    }

    static byte[] frame(byte[] lines) {
        return Zstd.compress(lines, LEVEL);
    }

    /** All records of all frames, in order; {@link UncheckedIOException} when the bytes are no journal. */
    static List<JournalRecord> decode(byte[] frames) {
        var records = new ArrayList<JournalRecord>();
        try (var in = new ZstdInputStream(new ByteArrayInputStream(frames));
                var values = READER.<JournalRecord>readValues(in)) {
            values.forEachRemaining(records::add);
        } catch (IOException e) {
            throw new UncheckedIOException("the journal can't be read", e);
        }
        return records;
    }
}
