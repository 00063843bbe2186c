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
 *
 * @param caches of the processes, which start quicker with them
 */
record Distribution(Path broker, Path sandbox, AotCaches caches) {
    /** A property of a process whose run serves to make caches, in the folder that it names. */
    static final String TRAINING = "dormouse.training";

    private static final String TRAIN = "dev.dormouse.sandbox.main.Train";

    static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();
    /**
     * Starts what comes behind it so that it, and all that it starts, doesn't hear what a terminal tells every process in
     * front: at Ctrl-C the sandbox stays until its broker has ended.
     */
    private static final List<String> UNMOVED = List.of("/bin/sh", "-c", "trap '' INT HUP; exec \"$@\"", "sandbox");

    private static final List<String> FLAGS = List.of(
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-XX:+UseSerialGC",
            "-XX:-UsePerfData",
            // Both mostly wait, for servers and for the evaluator, which has flags of its own: a quick start counts.
            "-XX:TieredStopAtLevel=1",
            "-XX:CompileThresholdScaling=5");

    /** As the start script says; {@link IOException} names what is missing. */
    static Distribution ofSystemProperties() throws IOException {
        return new Distribution(folder("dormouse.broker"), folder("dormouse.sandbox"), cachesOfProperties());
    }

    private static AotCaches cachesOfProperties() {
        var making = System.getProperty(TRAINING);
        var kept = System.getProperty("dormouse.caches");
        if (making != null) {
            return new AotCaches.Made(Path.of(making));
        }
        return kept == null ? new AotCaches.None() : new AotCaches.Kept(Path.of(kept));
    }

    private static Path folder(String property) throws IOException {
        var value = System.getProperty(property);
        if (value == null || !Files.isDirectory(Path.of(value))) {
            throw new IOException("-D" + property + " does not name a folder of jars; start dormouse by its script");
        }
        return Path.of(value);
    }

    ProcessBuilder brokerCommand(List<String> arguments) throws IOException {
        return java(broker, caches.brokerFlags(), "dev.dormouse.broker.main.RunBroker", arguments);
    }

    ProcessBuilder sandboxCommand(String socket) throws IOException {
        var arguments = new ArrayList<>(List.of("--socket", socket));
        arguments.addAll(caches.evaluatorArguments());
        var command = java(sandbox, caches.sandboxFlags(), "dev.dormouse.sandbox.main.Sandbox", arguments);
        command.command().addAll(0, UNMOVED);
        command.environment().clear();
        return command;
    }

    ProcessBuilder supervisorTraining(AotCaches.Made made) throws IOException {
        return java(sandbox, made.flags("sandbox"), TRAIN, List.of("supervisor"));
    }

    /** The flags of evaluators are the sandbox' own affair. */
    ProcessBuilder evaluatorTraining(AotCaches.Made made) throws IOException {
        return java(
                sandbox,
                List.of(),
                TRAIN,
                List.of("evaluator", made.file("evaluator").toString()));
    }

    private static ProcessBuilder java(Path jars, List<String> cacheFlags, String main, List<String> arguments)
            throws IOException {
        var command = new ArrayList<String>();
        command.add(JAVA);
        command.addAll(FLAGS);
        command.addAll(cacheFlags);
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
