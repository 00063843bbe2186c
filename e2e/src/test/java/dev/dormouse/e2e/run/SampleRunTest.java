/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.e2e.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dormouse.e2e.Office;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The sample on this machine: one task file, two runs, real servers. */
@Timeout(180)
class SampleRunTest {
    @TempDir
    Path folder;

    @Test
    void theSampleRemindsEachCustomerOnceAndALaterTurnSeesItsVariables() throws Exception {
        try (var office = Office.open(folder, 0)) {
            // given
            var state = folder.resolve("state");
            // when
            var first = DormouseRun.start(office.taskFile("local.yaml", folder), state);
            assertThat(first.exitCode()).as(first.progress()).isZero();
            var second = DormouseRun.start(office.taskFile("local-with-follow-up.yaml", folder), state);
            assertThat(second.exitCode()).as(second.progress()).isZero();
            // then
            assertThat(office.mails()).hasSize(20).doesNotHaveDuplicates();
            assertThat(office.log()).hasSize(20).doesNotHaveDuplicates();
            assertThat(first.status().path("phase").asText()).isEqualTo("Completed");
            assertThat(first.status().at("/turns/0/result/processed").asInt()).isEqualTo(20);
            assertThat(second.status().at("/turns/1/result/largest")).hasSize(3);
            assertThat(second.progress()).doesNotContain("turn remind begins");
        }
    }

    @Test
    void aBadFileIsRefusedWithTheFieldBeforeAnythingRuns() throws Exception {
        // given
        var file = Files.writeString(folder.resolve("bad.yaml"), """
                apiVersion: dormouse.dev/v1alpha1
                kind: AgentTask
                metadata: {name: bad}
                spec:
                  tools: [{name: books, serverRef: {name: nowhere}}]
                  turns: [{name: one, code: "1"}]
                """);
        // when
        var run = DormouseRun.start(file, folder.resolve("state"));
        // then
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.progress()).contains("spec.tools[0].serverRef.name").doesNotContain("Exception");
        assertThat(folder.resolve("state")).doesNotExist();
    }
}
