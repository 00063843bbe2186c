/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dormouse.broker.task.TaskSource.Loaded;
import dev.dormouse.crds.plan.TaskPlan.TurnPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A task file that somebody edits while it runs. */
@Timeout(60)
class FileTaskSourceTest {
    private static final String ONE = "  - {name: one, code: return 1}\n";
    private static final String TWO = "  - {name: two, code: return 2}\n";

    @TempDir
    Path folder;

    private final BlockingQueue<Loaded> told = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> said = new LinkedBlockingQueue<>();
    private Path path;
    private FileTaskSource source;

    @BeforeEach
    void open() throws Exception {
        path = Files.writeString(folder.resolve("task.yaml"), file("7070", "books-1", ONE));
        source = new FileTaskSource(new EditedFile(path), "uid-1", said::add);
        source.watch(told::add);
    }

    @AfterEach
    void close() {
        source.close();
    }

    private static String file(String port, String token, String turns) {
        return """
                apiVersion: v1
                kind: Secret
                metadata: {name: token}
                stringData: {token: %s-of-sixteen-bytes, origin: "http://127.0.0.1:%s"}
                ---
                apiVersion: dormouse.dev/v1alpha1
                kind: McpServer
                metadata: {name: books}
                spec:
                  url: http://127.0.0.1:%s/mcp
                  auth: {bearerTokenSecretRef: {name: token, key: token}}
                ---
                apiVersion: dormouse.dev/v1alpha1
                kind: AgentTask
                metadata: {name: edited}
                spec:
                  tools: [{name: books, serverRef: {name: books}}]
                  turns:
                """.formatted(token, port, port) + turns;
    }

    /** As an editor does that is careful. */
    private void move(String text) throws IOException {
        var fresh = Files.writeString(folder.resolve("fresh"), text);
        Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE);
    }

    private List<String> toldTurns() throws InterruptedException {
        return ((Loaded.Ready) told.take())
                .task().turns().stream().map(TurnPlan::name).toList();
    }

    @Test
    void anAppendedTurnIsTold() throws Exception {
        // when
        Files.writeString(path, TWO, StandardOpenOption.APPEND);
        // then
        assertThat(toldTurns()).containsExactly("one", "two");
        assertThat(source.load().task().turns()).hasSize(2);
        assertThat(said.take()).isEqualTo(path + " has been edited and is taken in");
    }

    @Test
    void whatCantBeUsedIsSaidAndTheOldTaskStands() throws Exception {
        // when
        move(file("7070", "books-1", ONE + "  - {name: two, kode: x}\n"));
        // then
        assertThat(said.take())
                .startsWith(path + " has been edited and can't be used:")
                .contains("kode")
                .endsWith("the run goes on with what it said before");
        assertThat(source.load().task().turns()).hasSize(1);
        // when
        Files.delete(path);
        // then
        assertThat(said.take()).contains("can't be read any more", "goes on with what it said before");
        // when
        move(file("7070", "books-1", ONE + TWO));
        // then
        assertThat(toldTurns()).containsExactly("one", "two");
    }

    @Test
    void whereCallsGoAndWithWhichSecretStaysAsItWas() throws Exception {
        // when
        move(file("7071", "books-1", ONE + TWO));
        // then
        assertThat(said.take())
                .isEqualTo(path + " has another McpServer and Secret, which the next run will use; this one goes on"
                        + " with what it said before");
        // when
        move(file("7070", "books-2", ONE + TWO));
        // then
        assertThat(said.take()).contains("has another Secret, which");
        assertThat(source.load().task().turns()).hasSize(1);
        assertThat(told).isEmpty();
    }

    @Test
    void aTurnIsNeverChangedNorAreTheInputs() throws Exception {
        // when
        move(file("7070", "books-1", "  - {name: one, code: return 11}\n" + TWO));
        // then
        assertThat(said.take())
                .isEqualTo(path + " has another text for turn one: give it a new name; the run goes on with what it"
                        + " said before");
        // when
        move(file("7070", "books-1", ONE + TWO + "  inputs: {customer: c-01}\n"));
        // then
        assertThat(said.take()).contains("has another spec.inputs, which");
        assertThat(told).isEmpty();
        // when
        move(file("7070", "books-1", TWO));
        // then
        assertThat(toldTurns()).containsExactly("two");
    }

    @Test
    void whatIsNotYamlIsSaidWithoutTheLineForItMayBeASecrets() throws Exception {
        // when
        move(file("7070", "books-1", ONE).replace("books-1-of-sixteen-bytes", "\"fresh-secret-of-sixteen"));
        // then
        assertThat(said.take()).contains("not YAML in line").doesNotContain("fresh-secret");
    }

    @Test
    void anEditorIsGivenTimeToWriteAllOfIt() throws Exception {
        // given
        var edited = new EditedFile(path);
        assertThat(edited.look()).isEmpty();
        // when it is cut, or grows, between two looks, it isn't read
        Files.writeString(path, file("7070", "books-1", ""));
        assertThat(edited.look()).isEmpty();
        Files.writeString(path, file("7070", "books-1", ONE + TWO));
        assertThat(edited.look()).isEmpty();
        // then
        assertThat(edited.look().orElseThrow().task().turns()).hasSize(2);
        assertThat(edited.look()).isEmpty();
    }
}
