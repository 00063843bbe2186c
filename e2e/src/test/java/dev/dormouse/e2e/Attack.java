/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * One file of {@code e2e/attacks}. Its first line says how it must end, one of several by {@code |}: {@code Completed RESULT},
 * or the reason of its failure with a part of the message.
 *
 * @param onNode its first line begins with {@code expect, on a node too}: it is also tried in a real pod
 */
public record Attack(String name, boolean onNode, List<String> expected, String code) {
    /** A turn that leaves a variable, one that reads it, and what it reads. */
    public static final String KEEP = "const kept = {\"numbers\":[1,2,3],\"text\":\"kept\"};";

    public static final String READ = "return kept;";
    public static final String KEPT = "{\"numbers\":[1,2,3],\"text\":\"kept\"}";

    /** Words of the host's, which are in nothing that a guest sees. */
    public static final String HOST_WORDS = "java\\.|Exception|oracle|truffle|\\tat ";

    private static final Path FOLDER = Checkout.ROOT.resolve("e2e/attacks");
    private static final Pattern EXPECT = Pattern.compile("// expect(, on a node too)?: (.*)");
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
            var first = EXPECT.matcher(code.lines().findFirst().orElse(""));
            if (!first.matches()) {
                throw new IllegalArgumentException(file + " does not begin with \"// expect: \"");
            }
            var name = file.getFileName().toString().replace(".js", "");
            return new Attack(
                    name, first.group(1) != null, List.of(first.group(2).split(" \\| ")), code);
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

    /**
     * Fails unless it has ended as its first line says.
     *
     * @param turn of the status, or of the head of the state
     */
    public void assertEnded(JsonNode turn) {
        assertThat(expected)
                .as(name + " must end as one of these and was " + turn)
                .anyMatch(each -> endsAs(turn, each));
        assertThat(turn.path("message").asText()).as(name).doesNotContainPattern(HOST_WORDS);
    }

    private static boolean endsAs(JsonNode turn, String end) {
        var words = end.split(" ", 2);
        var rest = words.length == 2 ? words[1] : "";
        if (!words[0].equals(COMPLETED)) {
            return turn.path("reason").asText().equals(words[0])
                    && turn.path("message").asText().contains(rest);
        }
        return turn.path("phase").asText().equalsIgnoreCase(COMPLETED)
                && (rest.isEmpty() || turn.path("result").toString().equals(rest));
    }
}
