/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.journal;

import dev.dormouse.wire.state.BlobRef;
import dev.dormouse.wire.state.JournalRecord;
import dev.dormouse.wire.state.JournalRecord.Discarded;
import dev.dormouse.wire.state.JournalRecord.Settled;
import dev.dormouse.wire.state.JournalRecord.StepStarted;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The journal of the tail and the open step: what is durable, and what the next commit will make so. Durable records
 * are always a prefix. Its older part may stand in segments outside the state, so that a commit costs the same however
 * long the journal is. For one thread.
 */
public final class Journal {
    /** A segment below this is stored once more with what comes after it, so that segments stay few. */
    static final int SMALL_SEGMENT = 512 * 1024;

    /** Records wait for their frame until they are this many bytes: short frames compress badly. */
    private static final int UNFRAMED = 64 * 1024;

    private final List<JournalRecord> records;
    private final List<BlobRef> segments;
    private final ByteArrayOutputStream lines = new ByteArrayOutputStream();
    private byte[] lastSegment;
    private byte[] frames;
    private long written;
    private int clearings;

    private Journal(List<JournalRecord> records, List<BlobRef> segments, byte[] lastSegment, byte[] frames) {
        this.records = new ArrayList<>(records);
        this.segments = new ArrayList<>(segments);
        this.lastSegment = lastSegment;
        this.frames = frames;
    }

    /** A journal that fits into the state. */
    public static Journal of(byte[] durable) {
        return of(List.of(), List.of(), durable);
    }

    /**
     * @param segments in order
     * @param contents of each of them
     * @param frames what the state itself holds, the end of the journal
     */
    public static Journal of(List<BlobRef> segments, List<byte[]> contents, byte[] frames) {
        var records = new ArrayList<JournalRecord>();
        Stream.concat(contents.stream(), Stream.of(frames))
                .filter(each -> each.length > 0)
                .forEach(each -> records.addAll(JournalCodec.decode(each)));
        return new Journal(records, segments, contents.isEmpty() ? new byte[0] : contents.getLast(), frames);
    }

    /** @throws IllegalStateException when it is of no step: once durable, it would make the state unreadable for good */
    public void append(JournalRecord next) {
        boolean within = !records.isEmpty() && !(records.getLast() instanceof Discarded);
        if (!within && !(next instanceof StepStarted)) {
            throw new IllegalStateException(
                    "a record outside of any step: " + next.getClass().getSimpleName());
        }
        records.add(next);
        int before = lines.size();
        JournalCodec.line(next, lines);
        written += lines.size() - before;
        if (lines.size() > UNFRAMED) {
            frame();
        }
    }

    /** Number of records so far; grows with every append. */
    public int size() {
        return records.size();
    }

    /** Bytes of JSON appended by this process; grows with every append. */
    public long written() {
        return written;
    }

    public List<JournalRecord> records() {
        return List.copyOf(records);
    }

    /** The records after the last segment as bytes: what the next commit stores. Equal until something is appended. */
    public byte[] bytes() {
        frame();
        return frames;
    }

    /** Bytes that the next commit would have to carry, about. */
    public int weight() {
        return frames.length + lines.size();
    }

    private void frame() {
        if (lines.size() > 0) {
            frames = joined(frames, JournalCodec.frame(lines.toByteArray()));
            lines.reset();
        }
    }

    private static byte[] joined(byte[] one, byte[] other) {
        var both = new byte[one.length + other.length];
        System.arraycopy(one, 0, both, 0, one.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }

    /** Where the older part of the journal stands, oldest first. */
    public List<BlobRef> segments() {
        return List.copyOf(segments);
    }

    /** Everything outside the state that the journal needs: its segments, and large results that its records name. */
    public Stream<BlobRef> blobs() {
        return Stream.concat(segments.stream(), records.stream().flatMap(Journal::blob));
    }

    private static Stream<BlobRef> blob(JournalRecord each) {
        return each instanceof Settled settled ? Stream.ofNullable(settled.blob()) : Stream.empty();
    }

    /** What should become a segment now, together with the segment before it where that is small. */
    public Segment nextSegment() {
        var small = !segments.isEmpty() && lastSegment.length < SMALL_SEGMENT;
        var content = bytes();
        return new Segment(
                clearings,
                small ? Optional.of(segments.getLast()) : Optional.empty(),
                content.length,
                small ? joined(lastSegment, content) : content);
    }

    /**
     * @param clearing how often the journal had been cleared
     * @param instead of this last segment; empty: after it
     * @param taken bytes of {@link Journal#bytes} that it begins with
     * @param content to be stored
     */
    public record Segment(int clearing, Optional<BlobRef> instead, int taken, byte[] content) {}

    /**
     * The segment is stored: what it holds need not be in the state any more.
     *
     * @return false: the journal was cleared meanwhile, nobody needs the segment
     */
    public boolean sealed(Segment segment, BlobRef stored) {
        if (segment.clearing() != clearings) {
            return false;
        }
        segment.instead().ifPresent(old -> segments.removeLast());
        segments.add(stored);
        lastSegment = segment.content();
        var rest = new byte[frames.length - segment.taken()];
        System.arraycopy(frames, segment.taken(), rest, 0, rest.length);
        frames = rest;
        return true;
    }

    /** Forgets everything: the variables that it led to are stored. */
    public void clear() {
        clearings++;
        records.clear();
        segments.clear();
        lines.reset();
        lastSegment = new byte[0];
        frames = new byte[0];
    }
}
