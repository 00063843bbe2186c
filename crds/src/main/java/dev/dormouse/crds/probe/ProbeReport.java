/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.crds.probe;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.dormouse.crds.v1alpha1.Reason;
import dev.dormouse.wire.CleanText;
import dev.dormouse.wire.Json;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a probe found, small enough for the termination message of a container (4096 bytes). Whatever is in it was said
 * by a stranger once: it is cleaned and cut by who writes it, and again by who reads it.
 *
 * @param generation of the McpServer that was asked
 * @param reason {@code Ready}, or why not
 * @param tools that can be used, stored in the catalog; absent: the catalog is the one of before
 * @param digest of the catalog
 * @param changes of the catalog against the one of before; absent where there was none, or none is stored now
 */
public record ProbeReport(
        long generation,
        String reason,
        String message,
        @Nullable Integer tools,
        @Nullable String digest,
        @Nullable Changes changes) {
    private static final int MAX_MESSAGE = 500;
    private static final int MAX_NAMES = 5;
    private static final int MAX_NAME = 128;

    public ProbeReport {
        message = CleanText.line(message, MAX_MESSAGE);
    }

    /** Names of tools, the first few and how many more. */
    public record Changes(List<String> added, List<String> removed, List<String> changed) {
        public Changes(
                @JsonProperty("added") @Nullable List<String> added,
                @JsonProperty("removed") @Nullable List<String> removed,
                @JsonProperty("changed") @Nullable List<String> changed) {
            this.added = few(added);
            this.removed = few(removed);
            this.changed = few(changed);
        }

        /** For an Event; empty where nothing is another than before. */
        public Optional<String> text() {
            var parts = new ArrayList<String>();
            part(parts, "added", added);
            part(parts, "removed", removed);
            part(parts, "changed", changed);
            return parts.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", parts));
        }

        private static void part(List<String> parts, String what, List<String> names) {
            if (!names.isEmpty()) {
                parts.add(what + " " + String.join(", ", names));
            }
        }

        private static List<String> few(@Nullable List<String> names) {
            var all = Objects.requireNonNullElse(names, List.<String>of());
            var few = new ArrayList<String>();
            all.stream()
                    .limit(MAX_NAMES)
                    .map(name -> CleanText.line(name, MAX_NAME))
                    .forEach(few::add);
            if (all.size() > MAX_NAMES) {
                few.set(MAX_NAMES - 1, "and " + (all.size() - MAX_NAMES + 1) + " more");
            }
            return List.copyOf(few);
        }
    }

    /** The catalog is as it was; this is why there is no newer one. */
    public static ProbeReport failed(long generation, Reason reason, String message) {
        return new ProbeReport(generation, reason.text(), message, null, null, null);
    }

    public byte[] bytes() {
        return Json.bytes(this);
    }

    /** Empty where the text is no report. */
    public static Optional<ProbeReport> read(@Nullable String text) {
        try {
            return text == null || text.isBlank()
                    ? Optional.empty()
                    : Optional.of(Json.read(text.getBytes(StandardCharsets.UTF_8), ProbeReport.class));
        } catch (UncheckedIOException e) {
            return Optional.empty();
        }
    }
}
