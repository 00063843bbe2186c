/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.secrets;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dormouse.crds.plan.ServerPlan.SecretKey;
import dev.dormouse.wire.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretScanTest {
    private static final SecretKey BOOKS = new SecretKey("books", "token");
    private static final SecretKey MAIL = new SecretKey("mail", "key");
    private static final String VALUE = "s3cr3t/+=\"va%lue<&>";
    private static final SecretScan SCAN =
            SecretScan.NOTHING.with(BOOKS, VALUE).with(MAIL, "Bearer eyJhbGciOi.other-one");

    @Test
    void aValueIsFoundAsItIs() {
        assertThat(SCAN.find(text("before " + VALUE + " after"))).contains(BOOKS);
        assertThat(SCAN.find(text("Authorization: Bearer eyJhbGciOi.other-one")))
                .contains(MAIL);
        assertThat(SCAN.find(text("the bare eyJhbGciOi.other-one"))).contains(MAIL);
        assertThat(SCAN.find(text("s3cr3t/+= value eyJhbGciOi.other"))).isEmpty();
        assertThat(SecretScan.NOTHING.find(text(VALUE))).isEmpty();
        assertThat(SCAN).asString().doesNotContain("s3cr3t");
    }

    static List<UnaryOperator<String>> encodings() {
        return List.of(
                value -> Base64.getEncoder().encodeToString(value.getBytes(UTF_8)),
                value -> Base64.getEncoder().withoutPadding().encodeToString(("x" + value + "y").getBytes(UTF_8)),
                value -> Base64.getUrlEncoder().encodeToString(("xy" + value + "yz").getBytes(UTF_8)),
                value -> Base64.getMimeEncoder(8, new byte[] {'\r', '\n'}).encodeToString(value.getBytes(UTF_8)),
                value -> HexFormat.of().formatHex(value.getBytes(UTF_8)),
                value -> HexFormat.of().withUpperCase().formatHex(value.getBytes(UTF_8)),
                value -> URLEncoder.encode(value, UTF_8),
                value -> escaped(value, "%%%02x"),
                value -> escaped(value, "%%%02X"),
                value -> escaped(value, "\\u%04x"),
                value -> escaped(value, "\\x%02X"),
                value -> escaped(value, "&#%d;"),
                value -> escaped(value, "&#x%x;"),
                value -> value.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;"),
                Json::text);
    }

    private static String escaped(String value, String format) {
        return value.chars()
                .mapToObj(c -> String.format(Locale.ROOT, format, c))
                .collect(Collectors.joining());
    }

    @ParameterizedTest
    @MethodSource("encodings")
    void aValueIsFoundInEachEncodingAndThatAgainInJson(UnaryOperator<String> encoding) {
        var encoded = "before " + encoding.apply(VALUE) + " after";

        assertThat(SCAN.find(text(encoded))).contains(BOOKS);
        assertThat(SCAN.find(text(Json.text(encoded)))).contains(BOOKS);
        assertThat(SCAN.find(text(Json.text(Json.text(encoded))))).contains(BOOKS);
        assertThat(SCAN.find(text(URLEncoder.encode(encoded, UTF_8)))).contains(BOOKS);
        assertThat(SCAN.find(text(encoding.apply("another value, of the same length"))))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void aValueIsFoundHoweverItsCharactersAreEscaped(long seed) {
        var random = new Random(seed);
        for (int round = 0; round < 2_000; round++) {
            var value = word(random, 8 + random.nextInt(80));
            var scan = SecretScan.NOTHING.with(BOOKS, value);
            var mixed = value.chars()
                    .mapToObj(c -> oneOf(random, c))
                    .collect(Collectors.joining("", word(random, random.nextInt(50)), word(random, 3)));
            assertThat(scan.find(text(mixed)))
                    .as("seed %s: %s in %s", seed, value, mixed)
                    .contains(BOOKS);
        }
    }

    private static String oneOf(Random random, int c) {
        var formats = List.of("%c", "%%%02x", "\\u%04x", "&#%d;", "%%25%02x", "\\\\u%04X");
        return String.format(Locale.ROOT, formats.get(random.nextInt(formats.size())), c);
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13})
    void aValueIsFoundAtEachOffsetOfBase64(long seed) {
        var random = new Random(seed);
        for (int round = 0; round < 2_000; round++) {
            var value = word(random, 8 + random.nextInt(80));
            var around = word(random, random.nextInt(40)) + value + word(random, random.nextInt(40));
            var base64 = Base64.getUrlEncoder().encodeToString(around.getBytes(UTF_8));
            assertThat(SecretScan.NOTHING.with(BOOKS, value).find(text(base64)))
                    .as("seed %s: %s", seed, base64)
                    .contains(BOOKS);
        }
    }

    @Test
    void eachOfManyValuesIsFoundAlsoWhereOneBeginsInAnother() {
        // given
        var random = new Random(7);
        var values = new ArrayList<>(List.of("aaaaaaaab", "aaaaaaaaaaab", "baaaaaaaa", "abcabcabcd", "bcabcabcab"));
        Stream.generate(() -> word(random, 12)).limit(200).forEach(values::add);
        var scan = SecretScan.NOTHING;
        for (var value : values) {
            scan = scan.with(new SecretKey("s", value), value);
        }
        // then
        for (var value : values) {
            assertThat(scan.find(text("aab" + value + "abca")))
                    .get()
                    .satisfies(key -> assertThat("aab" + value + "abca").contains(key.key()));
        }
    }

    @Test
    void thePasswordInBasicCredentialsIsAValueToo() {
        var basic = "Basic " + Base64.getEncoder().encodeToString("user:correct horse".getBytes(UTF_8));

        var scan = SecretScan.NOTHING.with(BOOKS, basic);

        assertThat(scan.find(text("hello user, your password is correct horse")))
                .contains(BOOKS);
        assertThat(scan.find(text(basic.substring(6)))).contains(BOOKS);
        assertThat(scan.find(text("hello user"))).isEmpty();
    }

    @Test
    void theEndOfALongValueIsEnough() {
        var scan = SecretScan.NOTHING.with(BOOKS, "header.".repeat(1000) + "signature".repeat(10));

        assertThat(scan.find(text("header.".repeat(1000)))).isEmpty();
        assertThat(scan.find(text("signature".repeat(10)))).contains(BOOKS);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 100, 1024 * 1024 - 5, 1024 * 1024, 3 * 1024 * 1024 - 9, 5_000_000})
    void aStreamIsSearchedToItsEnd(int at) throws IOException {
        var text = "x".repeat(at) + VALUE + "y".repeat(10);

        assertThat(SCAN.find(new ByteArrayInputStream(text(text)))).contains(BOOKS);
        assertThat(SCAN.find(new ByteArrayInputStream(text(text.substring(0, at + 10)))))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "%", "\\", "%25", "\\\\", "&", "&#", "%5c", "s3cr3t/+=", "AAAAAAAA"})
    void sixteenMebibytesOfAnythingTakeNoTimeToSpeakOf(String piece) {
        var text = text(piece.repeat(16 * 1024 * 1024 / piece.length()));
        long start = System.nanoTime();

        assertThat(SCAN.find(text)).isEmpty();

        assertThat(System.nanoTime() - start).isLessThan(10_000_000_000L);
    }

    private static String word(Random random, int length) {
        return random.ints(length, 0, 64)
                .mapToObj(i -> "" + "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".charAt(i))
                .collect(Collectors.joining());
    }

    private static byte[] text(String text) {
        return text.getBytes(UTF_8);
    }
}
