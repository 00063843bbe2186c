/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.secrets;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.util.Optional;

/**
 * Undoes one layer of escapes, all kinds at once: JSON and JavaScript ({@code \}{@code u0041}, {@code \x41}, {@code \/}),
 * URLs ({@code %41}), HTML ({@code &#65;}, {@code &#x41;}, the five names). What isn't an escape stays as it is. Only for
 * looking into a text: a byte that stands for something outside ASCII is not meant to be right.
 */
final class Escapes {
    private static final int OTHER = 0xff;
    private static final int LONGEST_ENTITY = 10;

    private final byte[] text;
    private final ByteArrayOutputStream out;
    private int at;

    private Escapes(byte[] text) {
        this.text = text;
        this.out = new ByteArrayOutputStream(text.length);
    }

    /** Empty when there was nothing to undo. */
    static Optional<byte[]> undone(byte[] text) {
        var escapes = new Escapes(text);
        return escapes.undo() ? Optional.of(escapes.out.toByteArray()) : Optional.empty();
    }

    private boolean undo() {
        boolean any = false;
        while (at < text.length) {
            int before = at;
            int symbol = escaped();
            if (symbol < 0) {
                at = before + 1;
                out.write(text[before]);
            } else {
                any = true;
                out.write(symbol);
            }
        }
        return any;
    }

    /** The symbol that is escaped here, {@code at} behind it; negative when none is. */
    private int escaped() {
        return switch (text[at++]) {
            case '\\' -> backslash();
            case '%' -> hex(2);
            case '&' -> entity();
            default -> -1;
        };
    }

    private int backslash() {
        if (at == text.length) {
            return -1;
        }
        return switch (text[at++]) {
            case 'u' -> hex(4);
            case 'x' -> hex(2);
            case 'n', 'r', 't', 'b', 'f' -> '\n';
            case '"', '\\', '/', '\'' -> text[at - 1];
            default -> -1;
        };
    }

    private int hex(int digits) {
        if (at + digits > text.length) {
            return -1;
        }
        int value = 0;
        for (int end = at + digits; at < end; at++) {
            int digit = Character.digit(text[at], 16);
            if (digit < 0) {
                return -1;
            }
            value = value * 16 + digit;
        }
        return ascii(value);
    }

    private int entity() {
        int start = at;
        while (at < text.length && at - start < LONGEST_ENTITY && text[at] != ';') {
            at++;
        }
        if (at >= text.length || text[at] != ';') {
            return -1;
        }
        var name = new String(text, start, at++ - start, ISO_8859_1);
        return switch (name) {
            case "amp" -> '&';
            case "lt" -> '<';
            case "gt" -> '>';
            case "quot" -> '"';
            case "apos" -> '\'';
            default -> name.startsWith("#") ? numeric(name.substring(1)) : -1;
        };
    }

    private static int numeric(String digits) {
        try {
            boolean hex = digits.startsWith("x") || digits.startsWith("X");
            return ascii(hex ? Integer.parseInt(digits.substring(1), 16) : Integer.parseInt(digits));
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private static int ascii(int value) {
        return value >= 0 && value < 128 ? value : OTHER;
    }
}
