/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.sandbox.variables;

import dev.dormouse.sandbox.variables.Snapshot.Binding;
import dev.dormouse.sandbox.variables.Snapshot.Dense;
import dev.dormouse.sandbox.variables.Snapshot.Form;
import dev.dormouse.sandbox.variables.Snapshot.FunctionText;
import dev.dormouse.sandbox.variables.Snapshot.Kind;
import dev.dormouse.sandbox.variables.Snapshot.Member;
import dev.dormouse.sandbox.variables.Snapshot.ObjectRecord;
import dev.dormouse.sandbox.variables.Snapshot.Other;
import dev.dormouse.sandbox.variables.Snapshot.Plain;
import dev.dormouse.sandbox.variables.Snapshot.Property;
import dev.dormouse.sandbox.variables.Snapshot.SymbolRecord;
import dev.dormouse.sandbox.variables.Snapshot.Unit;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.InflaterInputStream;

/** Reads what {@link SnapshotWriter} wrote. */
final class SnapshotReader {
    private final DataInputStream in;
    private final List<String> texts = new ArrayList<>();
    private final List<List<String>> shapes = new ArrayList<>();

    private SnapshotReader(DataInputStream in) {
        this.in = in;
    }

    /** @throws IllegalArgumentException when these bytes are no snapshot of this format */
    static Snapshot read(byte[] bytes) {
        var raw = new ByteArrayInputStream(bytes);
        try (var head = new DataInputStream(raw)) {
            if (head.readInt() != SnapshotWriter.MAGIC) {
                throw new IllegalArgumentException("not a snapshot, or of another format");
            }
            var packed = new BufferedInputStream(new InflaterInputStream(raw), 65_536);
            return new SnapshotReader(new DataInputStream(packed)).read();
        } catch (IOException e) {
            throw new IllegalArgumentException("a damaged snapshot", e);
        }
    }

    private Snapshot read() throws IOException {
        var units = list(() -> new Unit(list(this::binding), list(this::function)));
        var globals = list(this::property);
        var symbols = list(() -> new SymbolRecord(SymbolRecord.Identity.values()[number()], datum()));
        return new Snapshot(units, globals, symbols, list(this::object));
    }

    private Binding binding() throws IOException {
        return new Binding(text(), in.readBoolean(), datum());
    }

    private FunctionText function() throws IOException {
        return new FunctionText(text(), Form.values()[number()], in.readBoolean());
    }

    private ObjectRecord object() throws IOException {
        return switch (in.readUnsignedByte()) {
            case 0 -> plain();
            case 1 -> new Dense(list(this::datum));
            case 2 -> new Member(number(), in.readBoolean(), datum(), in.readUnsignedByte());
            default ->
                new Other(
                        Kind.values()[in.readUnsignedByte()],
                        list(this::datum),
                        datum(),
                        in.readBoolean(),
                        list(this::property));
        };
    }

    private Plain plain() throws IOException {
        int shape = number();
        if (shape == 0) {
            shapes.add(list(this::text));
        }
        var keys = shape == 0 ? shapes.getLast() : shapes.get(shape - 1);
        var values = new ArrayList<Datum>(keys.size());
        for (int i = 0; i < keys.size(); i++) {
            values.add(datum());
        }
        return new Plain(keys, values);
    }

    private Property property() throws IOException {
        var key = datum();
        int flags = in.readUnsignedByte();
        var value = datum();
        return new Property(key, flags, value, (flags & 8) != 0 ? datum() : Datum.Word.UNDEFINED);
    }

    private Datum datum() throws IOException {
        int tag = in.readUnsignedByte();
        return switch (tag) {
            case 5 -> integer(number());
            case 6 -> new Datum.Real(Double.longBitsToDouble(in.readLong()));
            case 7 -> new Datum.Text(text());
            case 8 -> new Datum.Big(text());
            case 9 -> new Datum.Ref(number());
            case 10 -> new Datum.Sym(number());
            case 11 -> new Datum.Root(text());
            case 12 -> new Datum.Builtin(text());
            case 13 -> new Datum.Tool(text());
            default -> Datum.Word.values()[tag];
        };
    }

    private static Datum integer(int zigzag) {
        return new Datum.Int((zigzag >>> 1) ^ -(zigzag & 1));
    }

    private String text() throws IOException {
        int head = number();
        if (head > 1) {
            return texts.get(head - 2);
        }
        var encoded = new byte[number()];
        in.readFully(encoded);
        var text = head == 0 ? new String(encoded, StandardCharsets.UTF_8) : utf16(encoded);
        texts.add(text);
        return text;
    }

    private static String utf16(byte[] units) {
        var text = new StringBuilder(units.length / 2);
        for (int i = 0; i < units.length; i += 2) {
            text.append((char) (((units[i] & 0xFF) << 8) | (units[i + 1] & 0xFF)));
        }
        return text.toString();
    }

    private int number() throws IOException {
        int number = 0;
        for (int shift = 0; ; shift += 7) {
            int next = in.readUnsignedByte();
            number |= (next & 0x7F) << shift;
            if (next < 0x80) {
                return number;
            }
        }
    }

    private interface Reading<T> {
        T read() throws IOException;
    }

    private <T> List<T> list(Reading<T> reading) throws IOException {
        int size = number();
        var items = new ArrayList<T>(Math.min(size, 1 << 20));
        for (int i = 0; i < size; i++) {
            items.add(reading.read());
        }
        return items;
    }
}
