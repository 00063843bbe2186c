/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CleanTextTest {
    @ParameterizedTest
    @CsvSource({
        "a terminal's sequence, x\\u001b[31mred\\u001b[0m, x[31mred[0m",
        "a window title, \\u001b]0;owned\\u0007x, ]0;ownedx",
        "the eight-bit introducer, x\\u009b31m, x31m",
        "text that runs backwards, abc\\u202efed\\u202c, abcfed",
        "isolates, a\\u2066b\\u2069c, abc",
        "nothing with a width, a\\u200bb\\ufeffc\\u00add, abcd",
        "invisible letters, a\\udb40\\udc41\\udb40\\udc42b, ab",
        "half a character, a\\ud800b, ab",
        "a bell and a backspace, a\\u0007\\u0008b, ab",
        "letters of the world, Grüße 日本 😀, Grüße 日本 😀"
    })
    void whatNobodySeesIsTakenAway(String what, String escaped, String clean) {
        assertThat(CleanText.lines(unescaped(escaped), 1000)).as(what).isEqualTo(clean);
    }

    @Test
    void linesAreKeptWhereTheyMayBe() {
        assertThat(CleanText.lines("one\r\ntwo\u2028three\t4", 100)).isEqualTo("one\ntwo\nthree\t4");
        assertThat(CleanText.line("one\r\ntwo\u2028three\t4", 100)).isEqualTo("one two three 4");
    }

    @Test
    void whatIsTooLongIsCutBetweenCharacters() {
        assertThat(CleanText.line("abcdef", 4)).isEqualTo("abc…");
        assertThat(CleanText.line("ab😀😀", 4)).isEqualTo("ab…");
        assertThat(CleanText.line("x".repeat(1_000_000), 500)).hasSize(500);
    }

    private static String unescaped(String text) {
        var out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            if (text.startsWith("\\u", i)) {
                out.append((char) Integer.parseInt(text.substring(i + 2, i + 6), 16));
                i += 5;
            } else {
                out.append(text.charAt(i));
            }
        }
        return out.toString();
    }
}
