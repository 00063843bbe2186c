/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.sandbox.supervisor;

import dev.dormouse.wire.frame.FrameChannel;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** One evaluator process: its pipes, what it last complained of, its end. */
final class Evaluation {
    private static final int LAST_WORDS = 300;
    /** {@code -XX:+ExitOnOutOfMemoryError} ends the process with this. */
    private static final int OUT_OF_MEMORY = 3;

    private final Process process;
    private final FrameChannel channel;
    private final Turn turn = new Turn();
    private final StringBuilder lastWords = new StringBuilder();

    Evaluation(EvaluatorCommand command) throws IOException {
        process = command.start();
        channel = new FrameChannel(process.getInputStream(), process.getOutputStream());
        Thread.ofPlatform().daemon().name("evaluator-stderr").start(this::drain);
    }

    long pid() {
        return process.pid();
    }

    FrameChannel channel() {
        return channel;
    }

    Turn turn() {
        return turn;
    }

    void kill() {
        process.destroyForcibly();
    }

    /** Whether it ended by itself because its heap was full. */
    boolean ranOutOfMemory() {
        return exit() == OUT_OF_MEMORY;
    }

    /** Exit status, and the end of what it wrote to stderr. */
    String epitaph() {
        synchronized (lastWords) {
            var words = printable(lastWords.toString());
            return "exit status " + exit() + (words.isEmpty() ? "" : "; stderr: " + words);
        }
    }

    /** It goes into messages and status, and a guest that took the evaluator over may have written it. */
    private static String printable(String words) {
        return words.replaceAll("[^ -~]+", " ").strip();
    }

    private int exit() {
        try {
            return process.waitFor(1, TimeUnit.SECONDS) ? process.exitValue() : -1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return -1;
        }
    }

    private void drain() {
        try (InputStream stderr = process.getErrorStream()) {
            var bytes = new byte[4096];
            for (int n = stderr.read(bytes); n >= 0; n = stderr.read(bytes)) {
                keep(new String(bytes, 0, n, StandardCharsets.US_ASCII));
            }
        } catch (IOException e) {
            keep("");
        }
    }

    private void keep(String words) {
        synchronized (lastWords) {
            lastWords.append(words);
            lastWords.delete(0, Math.max(0, lastWords.length() - LAST_WORDS));
        }
    }
}
