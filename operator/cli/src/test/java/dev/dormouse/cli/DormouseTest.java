/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Command;

/** What the command says on stderr, and the code that it ends with, when it gets nowhere. */
class DormouseTest {
    @TempDir
    Path folder;

    private final StringWriter err = new StringWriter();

    private int execute(Object command, String... arguments) {
        var line = Dormouse.commandLine().addSubcommand(command).setErr(new PrintWriter(err, true));
        return Dormouse.execute(line, arguments);
    }

    private int run(Path file) {
        return execute(new Buggy(new IllegalStateException()), "run", file.toString());
    }

    private List<String> said() {
        return err.toString().lines().toList();
    }

    @Command(name = "buggy")
    record Buggy(Throwable bug) implements Callable<Integer> {
        @Override
        public Integer call() throws Exception {
            switch (bug) {
                case Error error -> throw error;
                case Exception exception -> throw exception;
                default -> throw new AssertionError(bug);
            }
        }
    }

    @Test
    void aBugIsOneLineAndNoFailedTurn() {
        // when
        int exit = execute(new Buggy(new IllegalStateException("one\n  and two")), "buggy");
        // then
        assertThat(exit).isEqualTo(70);
        assertThat(said())
                .singleElement()
                .asString()
                .startsWith("dormouse: a bug in dormouse: java.lang.IllegalStateException: one and two, at ");
    }

    @Test
    void anErrorIsOneLineAndNoFailedTurn() {
        // when
        int exit = execute(new Buggy(new StackOverflowError()), "buggy");
        // then
        assertThat(exit).isEqualTo(70);
        assertThat(said())
                .singleElement()
                .asString()
                .startsWith("dormouse: a bug in dormouse: java.lang.StackOverflowError, at ");
    }

    @Test
    void aFileThatIsMissingIsBadInput() {
        // given
        var file = folder.resolve("x.yaml");
        // when
        int exit = run(file);
        // then
        assertThat(said()).containsExactly("dormouse: " + file + ": there is no such file");
        assertThat(exit).isEqualTo(2);
    }

    @Test
    void aFolderIsBadInput() {
        // when
        int exit = run(folder);
        // then
        assertThat(said()).containsExactly("dormouse: " + folder + ": it is a folder, not a file");
        assertThat(exit).isEqualTo(2);
    }

    @Test
    void aFileThatMayNotBeReadIsBadInput() throws Exception {
        // given
        var file = Files.createFile(
                folder.resolve("x.yaml"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("---------")));
        assumeThat(Files.isReadable(file)).as("root may read everything").isFalse();
        // when
        int exit = run(file);
        // then
        assertThat(said()).containsExactly("dormouse: " + file + ": it may not be read");
        assertThat(exit).isEqualTo(2);
    }

    @Test
    void aPathThroughAFileIsBadInput() throws Exception {
        // given
        var file = Files.createFile(folder.resolve("x.yaml")).resolve("y.yaml");
        // when
        int exit = run(file);
        // then
        assertThat(said()).containsExactly("dormouse: " + file + ": Not a directory");
        assertThat(exit).isEqualTo(2);
    }
}
