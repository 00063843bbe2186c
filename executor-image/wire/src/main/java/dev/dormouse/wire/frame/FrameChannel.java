/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.wire.frame;

import dev.dormouse.wire.Json;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Frames over a byte stream: four bytes of length, big-endian, then that many bytes of UTF-8 JSON. Writing is safe from
 * many threads; reading is for one.
 */
public final class FrameChannel {
    /** A longer frame is refused before a byte of it is read. */
    public static final int MAX_BYTES = 32 * 1024 * 1024;

    private final DataInputStream in;
    private final OutputStream out;

    public FrameChannel(InputStream in, OutputStream out) {
        this.in = new DataInputStream(in);
        this.out = out;
    }

    /** Writes one frame whole, and flushes. */
    public void write(Frame frame) throws IOException {
        writeRaw(Json.bytes(frame));
    }

    /** Writes the JSON of a frame that need not be parsed here. */
    public void writeRaw(byte[] json) throws IOException {
        if (json.length > MAX_BYTES) {
            throw new MalformedFrameException("a frame of " + json.length + " bytes; at most " + MAX_BYTES);
        }
        var bytes = ByteBuffer.allocate(4 + json.length)
                .putInt(json.length)
                .put(json)
                .array();
        synchronized (out) {
            out.write(bytes);
            out.flush();
        }
    }

    /**
     * Reads one frame; empty when the peer closed the stream between two frames.
     *
     * @throws MalformedFrameException when what came is no frame of this type
     */
    public <T extends Frame> Optional<T> read(Class<T> type) throws IOException {
        var raw = readRaw();
        if (raw.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Json.read(raw.get(), type));
        } catch (UncheckedIOException e) {
            throw new MalformedFrameException("not a frame: " + e.getMessage(), e);
        }
    }

    /** Reads the JSON of one frame unparsed; empty at the end of the stream. */
    public Optional<byte[]> readRaw() throws IOException {
        int length;
        try {
            length = in.readInt();
        } catch (EOFException e) {
            return Optional.empty();
        }
        if (length < 2 || length > MAX_BYTES) {
            throw new MalformedFrameException("a frame of " + length + " bytes; 2 to " + MAX_BYTES);
        }
        var bytes = new byte[length];
        in.readFully(bytes);
        return Optional.of(bytes);
    }
}
