/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.e2e.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.dormouse.e2e.Checkout;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** One {@code dormouse run}, with the processes below it. */
final class DormouseRun {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<Process> ALIVE = ConcurrentHashMap.newKeySet();

    static {
        // whatever a test that failed has left
        Runtime.getRuntime().addShutdownHook(new Thread(() -> ALIVE.forEach(Process::destroy)));
    }

    private final Process process;
    private final Path out;
    private final Path err;

    /** Which process of a run to kill, or to look at. */
    enum Victim {
        CLI("dev.dormouse.cli.Dormouse", "cli.aot"),
        BROKER("dev.dormouse.broker.main.RunBroker", "broker.aot"),
        SUPERVISOR("dev.dormouse.sandbox.main.Sandbox", "sandbox.aot"),
        EVALUATOR("dev.dormouse.sandbox.main.Evaluator", "evaluator.aot");

        private final String main;
        private final String cache;

        Victim(String main, String cache) {
            this.main = main;
            this.cache = cache;
        }

        /** Name of the AOT cache that it starts with. */
        String cache() {
            return cache;
        }
    }

    private DormouseRun(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    static DormouseRun start(Path file, Path state) throws IOException {
        return startedBy(List.of(), file, state);
    }

    /** Below a command that starts the one behind its own arguments. */
    static DormouseRun startedBy(List<String> launcher, Path file, Path state) throws IOException {
        var out = Files.createTempFile(file.getParent(), "out", ".json");
        var err = Files.createTempFile(file.getParent(), "err", ".log");
        var line = new ArrayList<>(launcher);
        line.addAll(List.of(
                Checkout.ROOT.resolve("bin/dormouse").toString(), "run", file.toString(), "--state", state.toString()));
        var process = new ProcessBuilder(line)
                .redirectOutput(out.toFile())
                .redirectError(Redirect.to(err.toFile()))
                .start();
        ALIVE.add(process);
        process.onExit().thenRun(() -> ALIVE.remove(process));
        return new DormouseRun(process, out, err);
    }

    int exitCode() throws InterruptedException {
        return process.waitFor();
    }

    boolean alive() {
        return process.isAlive();
    }

    /** The status on stdout. */
    JsonNode status() throws IOException {
        return JSON.readTree(Files.readString(out));
    }

    String progress() throws IOException {
        return Files.readString(err);
    }

    /** SIGKILL, if that process runs. */
    boolean kill(Victim victim) {
        return find(victim).map(ProcessHandle::destroyForcibly).orElse(false);
    }

    /** Sends them all a signal, one right after the other; the terminal does so with SIGINT at Ctrl-C. */
    void signal(String name, Victim... victims) throws IOException, InterruptedException {
        var line = new ArrayList<>(List.of("kill", "-" + name));
        for (var victim : victims) {
            line.add(Long.toString(pid(victim)));
        }
        new ProcessBuilder(line).inheritIO().start().waitFor();
    }

    /** Folder of the socket between broker and sandbox, which must run. */
    Path socketFolder() {
        var broker = arguments(find(Victim.BROKER).orElseThrow());
        return Path.of(broker.getLast()).resolveSibling("");
    }

    /** Whether that process, which must run, ignores SIGINT and SIGHUP, as /proc tells it. */
    boolean ignoresTheTerminal(Victim victim) throws IOException {
        var status = Path.of("/proc/" + pid(victim) + "/status");
        var ignored = Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .map(line -> Long.parseUnsignedLong(
                        line.substring("SigIgn:".length()).strip(), 16))
                .findFirst();
        return (ignored.orElseThrow() & 0b11) == 0b11;
    }

    /** What of the process' memory are files, as /proc tells it; empty when it doesn't run yet, or any more. */
    String files(Victim victim) {
        try {
            var found = find(victim);
            return found.isEmpty()
                    ? ""
                    : Files.readString(Path.of("/proc/" + found.get().pid() + "/maps"));
        } catch (IOException e) {
            return "";
        }
    }

    /** Of a process that must run. */
    long pid(Victim victim) {
        return find(victim).orElseThrow().pid();
    }

    private Optional<ProcessHandle> find(Victim victim) {
        if (victim == Victim.CLI) {
            return Optional.of(process.toHandle());
        }
        return process.descendants()
                .filter(each -> arguments(each).contains(victim.main))
                .findFirst();
    }

    /** From /proc, for {@link ProcessHandle.Info} gives up behind 4 KiB, which a class path of long names takes. */
    private static List<String> arguments(ProcessHandle process) {
        try {
            return List.of(Files.readString(Path.of("/proc/" + process.pid() + "/cmdline"))
                    .split("\0"));
        } catch (IOException e) {
            return List.of(); // ended meanwhile
        }
    }

    /** Processes below the run, with those that they started. */
    Stream<ProcessHandle> descendants() {
        return process.descendants();
    }

    /** Removes a state folder, which begins a new session. */
    static void forget(Path state) throws IOException {
        if (Files.exists(state)) {
            try (var files = Files.walk(state)) {
                for (var each : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(each);
                }
            }
        }
    }
}
