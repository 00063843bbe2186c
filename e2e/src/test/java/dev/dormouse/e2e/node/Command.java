/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.e2e.node;

import dev.dormouse.e2e.Checkout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Commands of this machine, run to their end. */
public final class Command {
    private Command() {}

    /**
     * What a command said.
     *
     * @param text stdout, then stderr if it failed
     */
    public record Said(int code, String text) {
        /** @throws AssertionError with what it said, if the command failed */
        public String orThrow(List<String> command) {
            if (code != 0) {
                throw new AssertionError("code " + code + " from " + String.join(" ", command) + ":\n" + text);
            }
            return text;
        }
    }

    static Said run(List<String> command, Map<String, String> environment, String input) {
        try {
            var builder = new ProcessBuilder(command).directory(Checkout.ROOT.toFile());
            builder.environment().putAll(environment);
            var process = builder.start();
            var errors = new StringBuilder();
            // no virtual thread: a read from a pipe holds its carrier, and there are as many as cores
            var reader = Thread.ofPlatform().daemon().start(() -> errors.append(text(process.getErrorStream())));
            try (var stdin = process.getOutputStream()) {
                stdin.write(input.getBytes(StandardCharsets.UTF_8));
            }
            var out = text(process.getInputStream());
            int code = process.waitFor();
            reader.join();
            return new Said(code, code == 0 ? out : out + errors);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Starts a command that serves until this JVM ends, and returns its first line of output. */
    static String serve(List<String> command, Map<String, String> environment) {
        try {
            var builder = new ProcessBuilder(command).redirectError(Redirect.DISCARD);
            builder.environment().putAll(environment);
            var process = builder.start();
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
            var reader = process.inputReader();
            var line = reader.readLine();
            if (line == null) {
                throw new IllegalStateException("nothing from " + String.join(" ", command));
            }
            Thread.ofPlatform().daemon().start(() -> reader.lines().forEach(_ -> {}));
            return line;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(java.io.InputStream stream) {
        try (stream) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
