/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.cli;

import dev.dormouse.wire.Json;
import dev.dormouse.wire.state.Head;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The two processes of a task, as a pod has two containers. Both end with this one, however it ends: the broker when
 * its standard input closes, the sandbox when the broker's socket does.
 *
 * <p>Asked to end, by Ctrl-C say, it asks the broker to, and ends itself when the broker has: that takes in the answers
 * that are on their way, through the sandbox too, and leaves no call in doubt that need not be.
 */
final class TaskProcesses implements AutoCloseable {
    /** How the broker ended. */
    sealed interface End {
        record Parked(Head head) implements End {}

        /** It has said on stderr why. */
        record Stopped(ExitCode code) implements End {}

        /** Killed, or by a bug; perhaps without a word. */
        record Died(int exitCode) implements End {
            String how() {
                return exitCode > SIGNALLED
                        ? "was ended by signal " + (exitCode - SIGNALLED)
                        : "ended with exit code " + exitCode;
            }
        }
    }

    /** Above it, an exit code is that of a process that a signal ended. */
    private static final int SIGNALLED = 128;

    /** A little longer than the broker waits for answers when it is asked to go. */
    private static final Duration RELEASE = Duration.ofSeconds(22);

    /** Starts of a sandbox in one run; a broken installation must not go on for ever. */
    private static final int MAX_SANDBOXES = 10;

    private final Path folder;
    private final ProcessBuilder sandboxCommand;
    private final Process broker;
    private volatile Process sandbox;
    private int sandboxes;

    TaskProcesses(Distribution distribution, Path file, Path state) throws IOException {
        folder = Files.createTempDirectory("dormouse-");
        var socket = folder.resolve("broker.sock").toString();
        broker = distribution
                .brokerCommand(List.of(
                        file.toAbsolutePath().toString(), state.toAbsolutePath().toString(), socket))
                .redirectError(Redirect.INHERIT)
                .start();
        sandboxCommand = distribution
                .sandboxCommand(socket)
                .redirectError(Redirect.DISCARD)
                .redirectOutput(Redirect.DISCARD);
        sandbox = startSandbox();
        Runtime.getRuntime().addShutdownHook(new Thread(this::release, "end-processes"));
    }

    /** As the kubelet does: a sandbox that ends while its broker lives is started again. */
    private Process startSandbox() throws IOException {
        var started = sandboxCommand.start();
        sandboxes++;
        started.onExit().thenRun(() -> {
            if (broker.isAlive() && sandboxes < MAX_SANDBOXES) {
                try {
                    sandbox = startSandbox();
                } catch (IOException e) {
                    ask(broker); // without a sandbox it would wait in vain
                }
            }
        });
        return started;
    }

    /** Waits for the broker. */
    End run() throws IOException, InterruptedException {
        var out = broker.getInputStream().readAllBytes();
        int exit = broker.waitFor();
        var head = head(out);
        return exit == 0 && head != null ? new End.Parked(head) : ended(exit);
    }

    private static @Nullable Head head(byte[] out) {
        try {
            return out.length == 0 ? null : Json.read(out, Head.class);
        } catch (UncheckedIOException e) {
            return null;
        }
    }

    /** From the broker's exit codes. */
    private static End ended(int exit) {
        return switch (exit) {
            case 2 -> new End.Stopped(ExitCode.BAD_INPUT);
            case 10, 20, 30, 31 -> new End.Stopped(ExitCode.STATE_UNUSABLE);
            case 40 -> new End.Stopped(ExitCode.BROKEN); // no sandbox came
            case 143 -> new End.Stopped(ExitCode.INTERRUPTED);
            default -> new End.Died(exit);
        };
    }

    /** SIGTERM alone: {@link Process#destroy} closes standard input as well, at which the broker ends on the spot. */
    private static void ask(Process broker) {
        broker.toHandle().destroy();
    }

    /** When the JVM ends, by a signal or after {@link #close}. The other thread may close at the same time. */
    private void release() {
        try {
            ask(broker);
            broker.waitFor(RELEASE);
            close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            // an empty folder among the temporary ones stays
        }
    }

    @Override
    public void close() throws IOException {
        broker.destroyForcibly();
        sandbox.destroy();
        try {
            if (!sandbox.waitFor(5, TimeUnit.SECONDS)) {
                sandbox.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Files.deleteIfExists(folder.resolve("broker.sock"));
        Files.deleteIfExists(folder);
    }
}
