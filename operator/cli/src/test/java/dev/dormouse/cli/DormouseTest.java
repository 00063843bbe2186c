/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Command;

/** What the command says on stderr, and the code that it ends with, when it gets nowhere. */
class DormouseTest {
    private final StringWriter err = new StringWriter();

    private int execute(Object command, String... arguments) {
        var line = Dormouse.commandLine().addSubcommand(command).setErr(new PrintWriter(err, true));
        return Dormouse.execute(line, arguments);
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
}
