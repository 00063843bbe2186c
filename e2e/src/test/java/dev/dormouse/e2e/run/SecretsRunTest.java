/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.e2e.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.dormouse.e2e.Parrot;
import dev.dormouse.e2e.Withheld;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server that repeats its credential, and the task file that names it, on this machine. */
@Timeout(180)
class SecretsRunTest {
    private static final String VALUE = "demo-parrot-7c41f09e55d2";
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    private DormouseRun run(String url, String secret, String... turns) throws IOException {
        var yaml = new StringBuilder("""
                apiVersion: v1
                kind: Secret
                metadata: {name: parrot}
                stringData: {%s}
                ---
                apiVersion: dormouse.dev/v1alpha1
                kind: McpServer
                metadata: {name: parrot}
                spec:
                  url: %s
                  allowInsecure: true
                  auth: {bearerTokenSecretRef: {name: parrot, key: token}}
                  tools: [{name: whoami, effect: Read}]
                ---
                apiVersion: dormouse.dev/v1alpha1
                kind: AgentTask
                metadata: {name: parrot}
                spec:
                  tools: [{name: parrot, serverRef: {name: parrot}}]
                  turns:
                """.formatted(secret, url));
        for (int i = 0; i < turns.length; i += 2) {
            yaml.append("  - {name: ").append(turns[i]).append(", code: ");
            yaml.append(JSON.writeValueAsString(turns[i + 1])).append("}\n");
        }
        var file = Files.writeString(folder.resolve("task.yaml"), yaml);
        return DormouseRun.start(file, folder.resolve("state"));
    }

    @Test
    void whatAServerRepeatsIsWithheldAndWhatTheCodePutsTogetherStaysInside() throws Exception {
        var withheld = new Withheld(VALUE);
        try (var parrot = Parrot.start("127.0.0.1", 0)) {
            // given
            var url = "http://127.0.0.1:" + parrot.port() + "/mcp";
            var secret = "token: " + VALUE;
            // when
            var first = run(url, secret, "echo", Withheld.ECHO, "carry", Withheld.CARRY);
            assertThat(first.exitCode()).as(first.progress()).isEqualTo(1);
            var state = JSON.readTree(folder.resolve("state/state.json").toFile());
            var second = run(url, secret, "echo", Withheld.ECHO, "carry", Withheld.CARRY, "later", Withheld.LATER);
            assertThat(second.exitCode()).as(second.progress()).isZero();
            // then
            assertThat(first.status().at("/turns/0/result/codes").toString()).isEqualTo(Withheld.CODES);
            assertThat(first.status().at("/turns/0/result/digest").asText()).isEqualTo(Parrot.digest(VALUE));
            assertThat(first.status().at("/turns/1/reason").asText()).isEqualTo("SecretWithheld");
            assertThat(first.progress())
                    .contains("| [SecretWithheld: this text", "| SecretWithheld")
                    .doesNotContain("it was sent");
            assertThat(second.status().at("/turns/2/result").asInt()).isEqualTo(VALUE.length());
            withheld.isNotInState(state.path("journal"), state.path("snapshot"));
            withheld.isNotIn("progress", first.progress() + second.progress());
            withheld.isNotIn("status", first.status().toString() + second.status());
            withheld.isNotIn("state", files());
        }
    }

    private String files() throws IOException {
        try (var files = Files.list(folder.resolve("state"))) {
            return files.filter(Files::isRegularFile).map(SecretsRunTest::text).collect(Collectors.joining("\n"));
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void aUrlThatLeadsInwardsBlocksTheTaskBeforeAnythingIsSent() throws Exception {
        try (var parrot = Parrot.start("127.0.0.2", 0)) {
            // when
            var run = run("http://127.0.0.2:" + parrot.port() + "/mcp", "token: " + VALUE, "one", "return 1");
            // then
            assertThat(run.exitCode()).as(run.progress()).isEqualTo(5);
            assertThat(run.status().toString())
                    .contains("\"reason\":\"AddressRefused\"")
                    .contains("127.0.0.2 leads to the loopback address 127.0.0.2");
            assertThat(parrot.requests()).isZero();
        }
    }

    @Test
    void aSecretThatCannotBeSentIsRefusedBeforeAnythingRuns() throws Exception {
        var tooShort = run("https://a.example/mcp", "token: short", "one", "return 1");
        assertThat(tooShort.exitCode()).isEqualTo(2);
        assertThat(tooShort.progress())
                .contains("key token of Secret parrot: is shorter than 8 characters")
                .doesNotContain("Exception");

        var elsewhere = run(
                "https://a.example/mcp",
                "token: " + VALUE + ", dormouse-origin: 'https://b.example'",
                "one",
                "return 1");
        assertThat(elsewhere.exitCode()).isEqualTo(2);
        assertThat(elsewhere.progress())
                .contains("lets it go to https://b.example only, and McpServer parrot is at https://a.example");
        assertThat(folder.resolve("state")).doesNotExist();
    }

    @Test
    void codeThatHoldsTheValueIsNotRun() throws Exception {
        try (var parrot = Parrot.start("127.0.0.1", 0)) {
            var run = run(
                    "http://127.0.0.1:" + parrot.port() + "/mcp", "token: " + VALUE, "one", "return '" + VALUE + "'");

            assertThat(run.exitCode()).as(run.progress()).isEqualTo(5);
            assertThat(run.status().toString()).contains("\"reason\":\"SecretWithheld\"");
            new Withheld(VALUE).isNotIn("state", files());
        }
    }
}
