/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.lang.ProcessBuilder.Redirect;
import java.lang.management.ManagementFactory;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Makes {@link AotCaches} from runs of what they are for: a task with a real MCP server, and the sandbox's own training.
 * Once for a folder, whatever comes of it; beside the folder stand those of other builds, of which the last few are kept.
 */
final class Training {
    private static final int KEPT = 4;
    private static final long PATIENCE_SECONDS = 300;
    private static final List<String> PROCESSES = List.of("cli", "broker", "sandbox", "evaluator");
    private static final String TASK = """
            apiVersion: v1
            kind: Secret
            metadata: {name: training}
            stringData: {token: only-for-training}
            ---
            apiVersion: dormouse.dev/v1alpha1
            kind: McpServer
            metadata: {name: training}
            spec:
              url: http://127.0.0.1:%d/mcp
              auth: {bearerTokenSecretRef: {name: training, key: token}}
              tools: [{name: find, effect: Read}]
            ---
            apiVersion: dormouse.dev/v1alpha1
            kind: AgentTask
            metadata: {name: training}
            spec:
              tools: [{name: books, serverRef: {name: training}}]
              turns:
              - name: one
                code: |
                  const found = await tools.books.find({i: 1});
                  await Promise.all([1, 2, 3].map(i => tools.books.note({i})));
                  print(found.length);
              - name: two
                code: return found
            """;

    private final Distribution distribution;
    private final AotCaches.Made made;

    private Training(Distribution distribution, AotCaches.Made made) {
        this.distribution = distribution;
        this.made = made;
    }

    /**
     * Unless they are there, or another run makes them at this moment, or there is no place for them. Says so when it does
     * something, as it takes a while.
     */
    static void unlessDone(Distribution distribution, PrintWriter err) throws InterruptedException {
        if (distribution.caches() instanceof AotCaches.Kept kept) {
            try {
                if (Files.exists(kept.folder())) {
                    Files.setLastModifiedTime(kept.folder(), FileTime.from(Instant.now()));
                } else {
                    make(distribution, kept, err);
                }
            } catch (IOException e) {
                // a read-only home or a full disk: runs start slower, nothing else
            }
        }
    }

    private static void make(Distribution distribution, AotCaches.Kept kept, PrintWriter err)
            throws IOException, InterruptedException {
        var folder = kept.folder();
        var parent = Files.createDirectories(folder.resolveSibling(""));
        try (var channel =
                        FileChannel.open(parent.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                var lock = channel.tryLock()) {
            if (lock == null || Files.exists(folder)) {
                return;
            }
            var making = Files.createTempDirectory(parent, "making-");
            err.print("dormouse: making AOT caches in " + folder + ", this once, for quicker starts: ");
            err.flush();
            var start = Instant.now();
            new Training(distribution, new AotCaches.Made(making)).run();
            Files.move(making, folder, StandardCopyOption.ATOMIC_MOVE);
            var missing = PROCESSES.stream()
                    .filter(each -> !Files.exists(kept.file(each)))
                    .toList();
            err.println(Duration.between(start, Instant.now()).toSeconds() + " s"
                    + (missing.isEmpty() ? "" : ", without " + missing + "; training.log there says why"));
            sweep(parent);
        }
    }

    private void run() throws IOException, InterruptedException {
        var processes = new ArrayList<Process>();
        var end = new Thread(() -> processes.forEach(Training::end), "end-training");
        Runtime.getRuntime().addShutdownHook(end);
        try (var server = TrainingServer.start()) {
            var task = Files.writeString(made.folder().resolve("task.yaml"), TASK.formatted(server.port()));
            processes.add(start(task(task)));
            processes.add(start(distribution.supervisorTraining(made)));
            processes.add(start(distribution.evaluatorTraining(made)));
            for (var process : processes) {
                process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
            }
        } finally {
            processes.forEach(Training::end);
            Runtime.getRuntime().removeShutdownHook(end);
        }
        delete(made.folder().resolve("task.yaml.state"));
        Files.delete(made.folder().resolve("task.yaml"));
    }

    /** This very command, with flags and class path as this process has them. */
    private ProcessBuilder task(Path task) {
        var line = new ArrayList<String>();
        line.add(Distribution.JAVA);
        line.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        line.addAll(made.flags("cli"));
        line.addAll(List.of(
                "-D" + Distribution.TRAINING + "=" + made.folder(), "-cp", System.getProperty("java.class.path")));
        line.addAll(List.of(Dormouse.class.getName(), "run", task.toString()));
        return new ProcessBuilder(line);
    }

    private Process start(ProcessBuilder command) throws IOException {
        return command.redirectErrorStream(true)
                .redirectOutput(
                        Redirect.appendTo(made.folder().resolve("training.log").toFile()))
                .start();
    }

    private static void end(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    /** Whoever uses one of the old ones has its files open. */
    private static void sweep(Path parent) throws IOException {
        try (var folders = Files.list(parent)) {
            var old = folders.filter(Files::isDirectory)
                    .sorted(Comparator.comparing(Training::lastUsed).reversed())
                    .skip(KEPT)
                    .toList();
            for (var each : old) {
                delete(each);
            }
        }
    }

    private static FileTime lastUsed(Path folder) {
        try {
            return Files.getLastModifiedTime(folder);
        } catch (IOException e) {
            return FileTime.fromMillis(0);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (var each : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
