/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.journal;

import dev.dormouse.wire.state.JournalRecord;
import java.util.ArrayList;
import java.util.List;

/**
 * The journal of the tail and the open step: what is durable, and what the next commit will make so. Durable records
 * are always a prefix. For one thread.
 */
public final class Journal {
    private final List<JournalRecord> records;
    private byte[] frames;
    private int framed;

    private Journal(List<JournalRecord> records, byte[] frames) {
        this.records = new ArrayList<>(records);
        this.frames = frames;
        this.framed = records.size();
    }

    public static Journal of(byte[] durable) {
        return new Journal(durable.length == 0 ? List.of() : JournalCodec.decode(durable), durable);
    }

    public void append(JournalRecord next) {
        records.add(next);
    }

    /** Number of records so far; grows with every append. */
    public int size() {
        return records.size();
    }

    public List<JournalRecord> records() {
        return List.copyOf(records);
    }

    /** All records as bytes: what the next commit stores. Equal bytes as long as nothing is appended. */
    public byte[] bytes() {
        if (framed < records.size()) {
            var next = JournalCodec.frame(records.subList(framed, records.size()));
            var joined = new byte[frames.length + next.length];
            System.arraycopy(frames, 0, joined, 0, frames.length);
            System.arraycopy(next, 0, joined, frames.length, next.length);
            frames = joined;
            framed = records.size();
        }
        return frames;
    }

    /** Forgets the records from {@code size} on: those of a step whose changes are discarded. */
    public void truncate(int size) {
        records.subList(size, records.size()).clear();
        frames = size == 0 ? new byte[0] : JournalCodec.frame(records);
        framed = records.size();
    }
}
