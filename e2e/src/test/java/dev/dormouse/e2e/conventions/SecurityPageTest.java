/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.e2e.conventions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dormouse.e2e.Checkout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What docs/security.md says is tried by a test is tried by a test of that name. */
class SecurityPageTest {
    /** {@code XTest}, {@code XTest.method}, {@code XTest#method}, or {@code .method} of the class named before. */
    private static final Pattern NAMED = Pattern.compile("`([A-Z]\\w*Test)?(?:[.#]([a-z]\\w{8,}))?`");

    @Test
    void everyTestThatItNamesIsThere() throws IOException {
        var tests = tests();
        var missing = new ArrayList<String>();
        var said = 0;
        var last = "";
        var names = NAMED.matcher(Files.readString(Checkout.ROOT.resolve("docs/security.md")));
        while (names.find()) {
            if (names.group(1) == null && names.group(2) == null) {
                continue;
            }
            last = names.group(1) == null ? last : names.group(1);
            said++;
            var source = tests.getOrDefault(last, "");
            if (source.isEmpty() || names.group(2) != null && !source.contains(" void " + names.group(2) + "(")) {
                missing.add(last + " " + names.group());
            }
        }
        assertThat(said).isGreaterThan(30);
        assertThat(missing).isEmpty();
    }

    /** Their text, by name. */
    private static Map<String, String> tests() throws IOException {
        try (var files = Files.walk(Checkout.ROOT)) {
            return files.filter(file -> file.toString().endsWith("Test.java"))
                    .filter(file -> file.toString().contains("/src/test/"))
                    .collect(Collectors.groupingBy(
                            file -> file.getFileName().toString().replace(".java", ""),
                            Collectors.mapping(SecurityPageTest::text, Collectors.joining())));
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
