/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.wire;

/**
 * Text of strangers, made fit for terminals, logs, statuses and models: without control characters (so without terminal
 * sequences), without characters that turn the direction of text or are invisible, without halves of characters. What
 * is left is what a reader sees.
 */
public final class CleanText {
    private static final int SMUGGLING_FROM = 0xE0000;
    private static final int SMUGGLING_TO = 0xE0FFF;

    private CleanText() {}

    /** On one line. */
    public static String line(String text, int max) {
        return cut(clean(text, false).strip(), max);
    }

    /** Keeps line feeds and tabs. */
    public static String lines(String text, int max) {
        return cut(clean(text, true).strip(), max);
    }

    /** Whether nothing would be taken away. */
    public static boolean isClean(String text) {
        return clean(text, true).equals(text);
    }

    private static String clean(String text, boolean lines) {
        var clean = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (c == '\n' || c == '\t' || c == 0x2028 || c == 0x2029) {
                clean.append(lines ? c == '\t' ? '\t' : '\n' : ' ');
            } else if (isVisible(c)) {
                clean.appendCodePoint(c);
            }
        });
        return clean.toString();
    }

    private static boolean isVisible(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED -> false;
            default -> c < SMUGGLING_FROM || c > SMUGGLING_TO;
        };
    }

    private static String cut(String text, int max) {
        if (text.length() <= max) {
            return text;
        }
        var end = Character.isHighSurrogate(text.charAt(max - 2)) ? max - 2 : max - 1;
        return text.substring(0, end) + "…";
    }
}
