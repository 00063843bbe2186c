/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.sandbox.variables;

import dev.dormouse.sandbox.variables.Snapshot.Dense;
import dev.dormouse.sandbox.variables.Snapshot.Member;
import dev.dormouse.sandbox.variables.Snapshot.ObjectRecord;
import dev.dormouse.sandbox.variables.Snapshot.Other;
import dev.dormouse.sandbox.variables.Snapshot.Plain;
import dev.dormouse.sandbox.variables.Snapshot.Property;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/**
 * Writes a snapshot as bytes: a magic word, then deflated tags, variable-length integers and texts; a text that comes
 * again is a number. The same snapshot always gives the same bytes.
 */
final class SnapshotWriter {
    static final int MAGIC = 0x444D5631;

    private final DataOutputStream out;
    private final Map<String, Integer> texts = new HashMap<>();
    private final Map<List<String>, Integer> shapes = new HashMap<>();

    private SnapshotWriter(DataOutputStream out) {
        this.out = out;
    }

    static byte[] bytes(Snapshot snapshot) {
        var deflater = new Deflater(Deflater.BEST_SPEED);
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(bytes);
                var packed = new DataOutputStream(new DeflaterOutputStream(bytes, deflater, 65_536))) {
            out.writeInt(MAGIC);
            new SnapshotWriter(packed).write(snapshot);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            deflater.end();
        }
        return bytes.toByteArray();
    }

    private void write(Snapshot snapshot) throws IOException {
        each(snapshot.units(), unit -> {
            each(unit.bindings(), binding -> {
                text(binding.name());
                out.writeBoolean(binding.constant());
                datum(binding.value());
            });
            each(unit.functions(), function -> {
                text(function.text());
                number(function.form().ordinal());
                out.writeBoolean(function.strict());
            });
        });
        each(snapshot.globals(), this::property);
        each(snapshot.symbols(), symbol -> {
            number(symbol.identity().ordinal());
            datum(symbol.text());
        });
        each(snapshot.objects(), this::object);
    }

    private void object(ObjectRecord object) throws IOException {
        switch (object) {
            case Plain(var keys, var values) -> {
                out.writeByte(0);
                shape(keys);
                for (var value : values) {
                    datum(value);
                }
            }
            case Dense(var items) -> {
                out.writeByte(1);
                each(items, this::datum);
            }
            case Member(int owner, boolean ofPrototype, var key, int part) -> {
                out.writeByte(2);
                number(owner);
                out.writeBoolean(ofPrototype);
                datum(key);
                out.writeByte(part);
            }
            case Other(var kind, var payload, var proto, boolean extensible, var properties) -> {
                out.writeByte(3);
                out.writeByte(kind.ordinal());
                each(payload, this::datum);
                datum(proto);
                out.writeBoolean(extensible);
                each(properties, this::property);
            }
        }
    }

    private void shape(List<String> keys) throws IOException {
        var known = shapes.putIfAbsent(keys, shapes.size());
        number(known == null ? 0 : known + 1);
        if (known == null) {
            each(keys, this::text);
        }
    }

    private void property(Property property) throws IOException {
        datum(property.key());
        out.writeByte(property.flags());
        datum(property.value());
        if (property.accessor()) {
            datum(property.setter());
        }
    }

    private void datum(Datum datum) throws IOException {
        switch (datum) {
            case Datum.Word word -> out.writeByte(word.ordinal());
            case Datum.Int(int value) -> {
                out.writeByte(5);
                number((value << 1) ^ (value >> 31));
            }
            case Datum.Real(double value) -> {
                out.writeByte(6);
                out.writeLong(Double.doubleToLongBits(value));
            }
            case Datum.Text(var value) -> tagged(7, value);
            case Datum.Big(var digits) -> tagged(8, digits);
            case Datum.Ref(int object) -> tagged(9, object);
            case Datum.Sym(int symbol) -> tagged(10, symbol);
            case Datum.Root(var path) -> tagged(11, path);
            case Datum.Builtin(var path) -> tagged(12, path);
            case Datum.Tool(var path) -> tagged(13, path);
        }
    }

    private void tagged(int tag, String text) throws IOException {
        out.writeByte(tag);
        text(text);
    }

    private void tagged(int tag, int number) throws IOException {
        out.writeByte(tag);
        number(number);
    }

    /** As UTF-16 where UTF-8 can't say it: a text of the guest may hold half a surrogate pair. */
    private void text(String text) throws IOException {
        var known = texts.putIfAbsent(text, texts.size());
        if (known != null) {
            number(known + 2);
            return;
        }
        var utf8 = text.getBytes(StandardCharsets.UTF_8);
        boolean exact = new String(utf8, StandardCharsets.UTF_8).equals(text);
        var encoded = exact ? utf8 : utf16(text);
        number(exact ? 0 : 1);
        number(encoded.length);
        out.write(encoded);
    }

    private static byte[] utf16(String text) {
        var units = new byte[text.length() * 2];
        for (int i = 0; i < text.length(); i++) {
            units[2 * i] = (byte) (text.charAt(i) >> 8);
            units[2 * i + 1] = (byte) text.charAt(i);
        }
        return units;
    }

    private void number(int number) throws IOException {
        int rest = number;
        while ((rest & ~0x7F) != 0) {
            out.writeByte((rest & 0x7F) | 0x80);
            rest >>>= 7;
        }
        out.writeByte(rest);
    }

    private interface Writing<T> {
        void write(T item) throws IOException;
    }

    private <T> void each(Collection<T> items, Writing<T> writing) throws IOException {
        number(items.size());
        for (var item : items) {
            writing.write(item);
        }
    }
}
