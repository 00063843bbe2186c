/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.cli;

import java.util.Arrays;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line. */
@Command(
        name = "dormouse",
        description = "Runs AI agent tasks: code that calls tools, durable wherever it is interrupted.",
        mixinStandardHelpOptions = true,
        version = "dormouse 0.1.0",
        subcommands = RunCommand.class)
public final class Dormouse {
    private Dormouse() {}

    public static void main(String[] args) {
        System.exit(execute(commandLine(), args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Dormouse()).setExecutionExceptionHandler((e, line, parsed) -> broken(e, line));
    }

    static int execute(CommandLine line, String... args) {
        try {
            return line.execute(args);
        } catch (Error e) { // picocli hands on exceptions only
            return broken(e, line);
        }
    }

    /** What nothing foresaw; picocli's own code for it, 1, would say that a turn has failed. */
    private static int broken(Throwable e, CommandLine line) {
        var where = Arrays.stream(e.getStackTrace()).findFirst().map(at -> ", at " + at);
        line.getErr()
                .println("dormouse: a bug in dormouse: " + e.toString().replaceAll("\\s*\\R\\s*", " ")
                        + where.orElse(""));
        return ExitCode.BROKEN.code();
    }
}
