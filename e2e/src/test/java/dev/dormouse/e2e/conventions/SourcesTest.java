/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.e2e.conventions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dormouse.e2e.Checkout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The caps that a reviewer should not have to watch over. */
class SourcesTest {
    private static final int MAIN_LINES = 400;
    private static final int TEST_LINES = 500;
    private static final Pattern VAGUE = Pattern.compile(".*(Util|Utils|Helper|Manager|Impl)\\.java");
    private static final Pattern UNFINISHED = Pattern.compile("\\b(TO" + "DO|FIX" + "ME)\\b|@Dis" + "abled");

    private final List<Path> sources = sources();

    @Test
    void noFileIsLongerThanItsCap() {
        assertThat(sources).isNotEmpty().allMatch(file -> lines(file).size() <= cap(file), "within its cap of lines");
    }

    @Test
    void noClassHasAVagueName() {
        assertThat(sources).noneMatch(file -> VAGUE.matcher(file.toString()).matches());
    }

    @Test
    void nothingIsUnfinishedOrSwitchedOff() {
        Predicate<Path> unfinished = file ->
                lines(file).stream().anyMatch(line -> UNFINISHED.matcher(line).find());
        assertThat(sources).noneMatch(unfinished);
    }

    @Test
    void everyPackageSaysWhatItIs() {
        assertThat(sources.stream().map(Path::getParent).distinct())
                .filteredOn(folder -> folder.toString().contains("src/main"))
                .allMatch(folder -> Files.exists(folder.resolve("package-info.java")));
    }

    private static int cap(Path file) {
        return file.toString().contains("/src/test/") ? TEST_LINES : MAIN_LINES;
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> sources() {
        try (var files = Files.walk(Checkout.ROOT)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> file.toString().contains("/src/"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
