/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.sandbox.supervisor;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How an evaluator is started: on the Java and the class path of this process, with an empty environment.
 *
 * @param mainClass with its arguments
 */
public record EvaluatorCommand(int heapMegabytes, Optional<AotCache> aotCache, List<String> mainClass) {
    /** What an AOT cache is trained with, too: another set of flags makes it unusable. */
    public static final List<String> FLAGS = List.of(
            "-XX:+UseSerialGC",
            "-XX:+ExitOnOutOfMemoryError",
            // Its last words would otherwise stand among the frames.
            "-XX:+DisplayVMOutputToStderr",
            "-XX:-UsePerfData",
            // Most cells are short: the second compiler waits for code that is called four to ten times as often.
            "-XX:Tier4InvocationThreshold=20000",
            "-XX:Tier4MinInvocationThreshold=6000",
            "-XX:Tier4CompileThreshold=60000",
            "-XX:Tier4BackEdgeThreshold=160000",
            "-XX:+DisableAttachMechanism",
            // Without JVMCI there is only this runtime; looking for another unpacks a library, which has nowhere to go.
            "-Dtruffle.UseFallbackRuntime=true",
            "-Dpolyglotimpl.AttachLibraryFailureAction=ignore",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow");

    public EvaluatorCommand {
        mainClass = List.copyOf(mainClass);
    }

    public List<String> line() {
        var line = new ArrayList<String>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.add("-Xmx" + heapMegabytes + "m");
        line.addAll(FLAGS);
        aotCache.ifPresent(cache -> line.addAll(cache.flags()));
        line.addAll(List.of("-cp", System.getProperty("java.class.path")));
        line.addAll(mainClass);
        return line;
    }

    Process start() throws IOException {
        var builder = new ProcessBuilder(line());
        builder.environment().clear();
        return builder.start();
    }
}
