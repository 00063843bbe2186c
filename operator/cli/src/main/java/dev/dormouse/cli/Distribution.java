/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Where the class paths of broker and sandbox stand: two folders of jars, named by the start script, as the CLI and the
 * containers of a pod never share a class path.
 */
record Distribution(Path broker, Path sandbox) {
    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();
    private static final List<String> FLAGS = List.of(
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-XX:+UseSerialGC",
            "-XX:-UsePerfData",
            // Both mostly wait, for servers and for the evaluator, which has flags of its own: a quick start counts.
            "-XX:TieredStopAtLevel=1");

    /** As the start script says; {@link IOException} names what is missing. */
    static Distribution ofSystemProperties() throws IOException {
        return new Distribution(folder("dormouse.broker"), folder("dormouse.sandbox"));
    }

    private static Path folder(String property) throws IOException {
        var value = System.getProperty(property);
        if (value == null || !Files.isDirectory(Path.of(value))) {
            throw new IOException("-D" + property + " does not name a folder of jars; start dormouse by its script");
        }
        return Path.of(value);
    }

    ProcessBuilder brokerCommand(List<String> arguments) throws IOException {
        return java(broker, "dev.dormouse.broker.main.RunBroker", arguments);
    }

    ProcessBuilder sandboxCommand(List<String> arguments) throws IOException {
        var command = java(sandbox, "dev.dormouse.sandbox.main.Sandbox", arguments);
        command.environment().clear();
        return command;
    }

    private static ProcessBuilder java(Path jars, String main, List<String> arguments) throws IOException {
        var command = new ArrayList<String>();
        command.add(JAVA);
        command.addAll(FLAGS);
        command.add("-cp");
        command.add(classPath(jars));
        command.add(main);
        command.addAll(arguments);
        return new ProcessBuilder(command);
    }

    private static String classPath(Path jars) throws IOException {
        try (var files = Files.list(jars)) {
            return files.map(Path::toString)
                    .filter(name -> name.endsWith(".jar"))
                    .sorted()
                    .collect(Collectors.joining(":"));
        }
    }
}
