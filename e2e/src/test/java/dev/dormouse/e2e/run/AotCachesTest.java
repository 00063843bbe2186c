/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.e2e.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dormouse.e2e.run.DormouseRun.Victim;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A first run makes AOT caches, all four processes of a later one use them, and no run depends on them. */
@Timeout(600)
class AotCachesTest {
    private static final String WORK = "return 41 + 1";
    private static final String NO_END = "for (;;) {}";
    private static final String MAKING = "dormouse: making AOT caches in ";

    @TempDir
    Path folder;

    @Test
    void theFirstRunMakesThemAndLaterOnesUseThemAsLongAsTheyAreGood() throws Exception {
        // when
        var first = run("first", WORK, folder);
        // then
        assertCompletes(first);
        assertThat(first.progress()).containsOnlyOnce(MAKING).containsPattern("for quicker starts: \\d+ s\n");
        // when
        var second = run("second", NO_END, folder);
        // then
        for (var process : Victim.values()) {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(second.files(process))
                            .as(process + " uses its cache")
                            .contains("/" + process.cache()));
        }
        second.kill(Victim.CLI);
        second.exitCode();
        assertThat(second.progress()).doesNotContain(MAKING);
        // when
        spoil(folder);
        var third = run("third", WORK, folder);
        // then
        assertCompletes(third);
        assertThat(third.progress()).doesNotContain("AOT", "aot");
    }

    @Test
    void whereTheyCannotBeMadeTheRunGoesOnWithoutAWord() throws Exception {
        // given
        var file = Files.writeString(folder.resolve("file"), "no folder can be made below this");
        // when
        var run = run("without", WORK, file);
        // then
        assertCompletes(run);
        assertThat(run.progress()).doesNotContain("AOT", "aot");
    }

    private static void assertCompletes(DormouseRun run) throws Exception {
        assertThat(run.exitCode()).as(run.progress()).isZero();
        assertThat(run.status().at("/turns/0/result").asInt()).isEqualTo(42);
    }

    private static void spoil(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (var cache :
                    files.filter(each -> each.toString().endsWith(".aot")).toList()) {
                Files.delete(cache); // a process that is still there has it mapped
                Files.writeString(cache, "spoilt");
            }
        }
    }

    private DormouseRun run(String name, String code, Path caches) throws IOException {
        var file = Files.writeString(folder.resolve(name + ".yaml"), """
                apiVersion: dormouse.dev/v1alpha1
                kind: AgentTask
                metadata: {name: %s}
                spec:
                  turns: [{name: one, code: "%s"}]
                """.formatted(name, code));
        return DormouseRun.startedBy(List.of("env", "XDG_CACHE_HOME=" + caches), file, folder.resolve(name));
    }
}
