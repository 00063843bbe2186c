/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.e2e.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Variables of megabytes in the state folder of {@code dormouse run}. */
@Timeout(180)
class LargeRunTest {
    private static final String MAKE =
            "let noise = \"\"; while (noise.length < 3000000) noise += Math.random().toString(36).slice(2); return 0";

    @TempDir
    Path folder;

    @Test
    void largeVariablesStandBesideTheStateUntilNobodyNeedsThem() throws Exception {
        // given, when
        assertThat(run("make", MAKE)).isEqualTo("0");
        // then
        assertThat(blobs()).isNotEmpty();
        assertThat(Files.size(folder.resolve("state/state.json"))).isLessThan(10_000);
        assertThat(run("make", MAKE, "look", "return noise.length >= 3000000")).isEqualTo("true");
        assertThat(blobs()).hasSize(1);
        assertThat(run("make", MAKE, "look", "return 1", "forget", "noise = 0; return noise"))
                .isEqualTo("0");
        assertThat(blobs()).isEmpty();
    }

    @Test
    void aPartThatIsGoneIsTheStateLostAndSaysSo() throws Exception {
        // given
        run("make", MAKE);
        Files.delete(blobs().getFirst());
        // when
        var run = DormouseRun.start(file("make", MAKE, "look", "return 1"), folder.resolve("state"));
        // then
        assertThat(run.exitCode()).isEqualTo(6);
        assertThat(run.status().path("phase").asText()).isEqualTo("Failed");
        assertThat(run.status().path("conditions").toString())
                .contains("\"StateLost\"")
                .contains("is not whole");
    }

    private List<Path> blobs() throws IOException {
        try (var files = Files.list(folder.resolve("state/blobs"))) {
            return files.toList();
        }
    }

    /** The result of the last turn. */
    private String run(String... namesAndCodes) throws Exception {
        var run = DormouseRun.start(file(namesAndCodes), folder.resolve("state"));
        assertThat(run.exitCode()).as(run.progress()).isZero();
        return run.status()
                .at("/turns/" + (namesAndCodes.length / 2 - 1) + "/result")
                .toString();
    }

    private Path file(String... namesAndCodes) throws IOException {
        var yaml = new StringBuilder("""
                apiVersion: dormouse.dev/v1alpha1
                kind: AgentTask
                metadata: {name: large}
                spec:
                  turns:
                """);
        for (int i = 0; i < namesAndCodes.length; i += 2) {
            yaml.append("  - name: ").append(namesAndCodes[i]).append("\n    code: |\n");
            yaml.append(namesAndCodes[i + 1].indent(6));
        }
        return Files.writeString(folder.resolve("large.yaml"), yaml);
    }
}
