/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.samples.books;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * What the server is told from outside.
 *
 * @param address where it listens
 * @param port likewise; 0 picks a free port
 * @param token the bearer token without which every request is answered 401
 * @param database the SQLite file; made and filled at first start
 * @param smtp where {@code send_email} hands its mails over
 * @param latency added to each tool call, one half before the effect and one half after it, so that a fault injected
 *     during a call finds both windows: received but not done, and done but not answered
 */
public record Settings(String address, int port, String token, Path database, SmtpAddress smtp, Duration latency) {

    /** Host and port of the mail server. */
    public record SmtpAddress(String host, int port) {}

    public Settings {
        if (token.isBlank()) {
            throw new IllegalArgumentException("the bearer token must not be blank");
        }
    }

    /** Reads {@code BOOKS_*} and {@code SMTP_*}; only a token, by value or by file, has no default. */
    public static Settings from(Map<String, String> env) {
        return new Settings(
                env.getOrDefault("BIND_ADDRESS", "127.0.0.1"),
                Integer.parseInt(env.getOrDefault("BOOKS_PORT", "8080")),
                token(env),
                Path.of(env.getOrDefault("BOOKS_DB", "books.sqlite")),
                new SmtpAddress(
                        env.getOrDefault("SMTP_HOST", "127.0.0.1"),
                        Integer.parseInt(env.getOrDefault("SMTP_PORT", "3025"))),
                Duration.ofMillis(Long.parseLong(env.getOrDefault("BOOKS_LATENCY_MS", "0"))));
    }

    private static String token(Map<String, String> env) {
        var file = env.get("BOOKS_TOKEN_FILE");
        var value = file == null ? env.get("BOOKS_TOKEN") : read(Path.of(file));
        if (value == null) {
            throw new IllegalArgumentException("set BOOKS_TOKEN or BOOKS_TOKEN_FILE");
        }
        return value.strip();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
