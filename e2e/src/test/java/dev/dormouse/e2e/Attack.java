/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * One file of {@code e2e/attacks}. Its first line says how it must end, one of several by {@code |}: {@code Completed RESULT},
 * or the reason of its failure with a part of the message.
 */
public record Attack(String name, List<String> expected, String code) {
    private static final Path FOLDER = Checkout.ROOT.resolve("e2e/attacks");
    private static final String EXPECT = "// expect: ";
    private static final String COMPLETED = "Completed";

    public static List<Attack> all() throws IOException {
        var only = System.getProperty("e2e.attack", "");
        try (var files = Files.list(FOLDER)) {
            return files.map(Attack::read)
                    .filter(each -> only.isEmpty() || each.name().equals(only))
                    .sorted((a, b) -> a.name().compareTo(b.name()))
                    .toList();
        }
    }

    private static Attack read(Path file) {
        try {
            var code = Files.readString(file);
            var first = code.lines().findFirst().orElse("");
            if (!first.startsWith(EXPECT)) {
                throw new IllegalArgumentException(file + " does not begin with \"" + EXPECT + "\"");
            }
            var name = file.getFileName().toString().replace(".js", "");
            return new Attack(
                    name, Arrays.asList(first.substring(EXPECT.length()).split(" \\| ")), code);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether it always comes to a good end, so that the session goes on in the same process. */
    public boolean completes() {
        return !pollutes() && expected.stream().allMatch(each -> each.startsWith(COMPLETED + " "));
    }

    /** Whether it overwrites built-ins, which stays so for the rest of its session. */
    public boolean pollutes() {
        return name.startsWith("polluted-");
    }

    /** @param turn of the status */
    public boolean endsAs(JsonNode turn) {
        return expected.stream().anyMatch(each -> endsAs(turn, each));
    }

    private static boolean endsAs(JsonNode turn, String end) {
        var words = end.split(" ", 2);
        var rest = words.length == 2 ? words[1] : "";
        if (!words[0].equals(COMPLETED)) {
            return turn.path("reason").asText().equals(words[0])
                    && turn.path("message").asText().contains(rest);
        }
        return turn.path("phase").asText().equals(COMPLETED)
                && (rest.isEmpty() || turn.path("result").toString().equals(rest));
    }
}
