/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.crds.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Resources that must get in, and resources that must not, each with a piece of the message that it must get. A file of
 * several documents is one object: made from the first, then updated to each of the others, of which the last decides.
 *
 * <p>{@code {{text * 3}}} stands for {@code texttexttext}; a {@code #} in the text for the number of the copy.
 */
public final class Corpus {
    private static final Path FOLDER = Path.of("src/test/resources/resources");
    private static final Pattern REPEATED = Pattern.compile("\\{\\{(.*?) \\* (\\d+)}}");
    private static final String EXPECT = "# expect: ";

    private Corpus() {}

    /** @param expect empty for a valid one */
    public record Case(String name, String expect, List<String> documents) {
        @Override
        public String toString() {
            return name;
        }
    }

    public static List<Case> valid() {
        return cases("valid-");
    }

    public static List<Case> invalid() {
        return cases("invalid-");
    }

    private static List<Case> cases(String prefix) {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(file -> file.getFileName().toString().startsWith(prefix))
                    .sorted()
                    .map(Corpus::read)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Case read(Path file) {
        try {
            var text = Files.readString(file);
            var first = text.lines().findFirst().orElse("");
            return new Case(
                    file.getFileName().toString(),
                    first.startsWith(EXPECT) ? first.substring(EXPECT.length()) : "",
                    Arrays.stream(text.split("(?m)^---\n")).map(Corpus::expand).toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String expand(String text) {
        return REPEATED.matcher(text)
                .replaceAll(match -> IntStream.range(0, Integer.parseInt(match.group(2)))
                        .mapToObj(i -> match.group(1).replace("#", String.valueOf(i)))
                        .collect(Collectors.joining()));
    }
}
