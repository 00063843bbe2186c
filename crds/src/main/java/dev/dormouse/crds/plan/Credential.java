/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.crds.plan;

import dev.dormouse.crds.plan.ServerPlan.SecretKey;
import dev.dormouse.crds.v1alpha1.Reason;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a Secret's key must hold to be sent in a header. The same rules for a mounted Secret and for one in a task file;
 * no message ever holds any of the value.
 */
public final class Credential {
    /** Shorter ones can't be told from ordinary text, so nothing could be withheld. */
    public static final int MIN_LENGTH = 8;

    /** Servers refuse longer header lines. */
    public static final int MAX_LENGTH = 16 * 1024;

    /** "Bearer abc": the part that is secret. */
    private static final Pattern SCHEME = Pattern.compile("^[A-Za-z][A-Za-z0-9-]{0,30} +(\\S+)$");

    private Credential() {}

    /**
     * @param content of the key; empty when there is none
     * @return the value to send, without one line end at its end
     */
    public static Parsed<String> parse(SecretKey key, Optional<String> content) {
        if (content.isEmpty()) {
            return rejected(
                    key,
                    Reason.SECRET_MISSING,
                    "is missing; make it: kubectl create secret generic " + key.name() + " --from-literal=" + key.key()
                            + "=...");
        }
        var value = content.get().replaceFirst("\r?\n$", "");
        return problem(value)
                .map(problem -> rejected(key, Reason.SECRET_REFUSED, problem))
                .orElseGet(() -> new Parsed.Accepted<>(value));
    }

    /** The part of a value that is secret by itself: all of it, or what follows the name of a scheme. */
    public static String secretPart(String value) {
        var scheme = SCHEME.matcher(value);
        return scheme.matches() ? scheme.group(1) : value;
    }

    private static Optional<String> problem(String value) {
        if (value.isBlank()) {
            return Optional.of("is empty; put the credential there");
        }
        if (!value.chars().allMatch(c -> c >= ' ' && c < 127)) {
            return Optional.of("can't stand in a header: it has line breaks, control characters or isn't ASCII; put the"
                    + " bare credential there, in one line");
        }
        if (!value.strip().equals(value)) {
            return Optional.of("begins or ends with a space; put the bare credential there");
        }
        if (value.length() > MAX_LENGTH) {
            return Optional.of("is longer than " + MAX_LENGTH + " characters, more than a header holds");
        }
        return secretPart(value).length() < MIN_LENGTH
                ? Optional.of("is shorter than " + MIN_LENGTH
                        + " characters, too short to be told from ordinary text and withheld; use a longer one")
                : Optional.empty();
    }

    private static Parsed<String> rejected(SecretKey key, Reason reason, String message) {
        return new Parsed.Rejected<>(key.toString(), reason, message);
    }
}
