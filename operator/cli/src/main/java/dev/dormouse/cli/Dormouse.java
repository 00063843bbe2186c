/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.cli;

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
        System.exit(new CommandLine(new Dormouse()).execute(args));
    }
}
