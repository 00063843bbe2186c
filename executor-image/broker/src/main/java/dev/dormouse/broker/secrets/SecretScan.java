/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.secrets;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.dormouse.crds.plan.Credential;
import dev.dormouse.crds.plan.ServerPlan.SecretKey;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds values in texts, in time linear in the text. Found are a value as it is, in base64 (both alphabets, at any
 * offset, with line breaks), in hex, and each of these written with JSON's, URLs' or HTML's escapes, also several times
 * over. A value that somebody took apart, reversed or encrypted is not found. An immutable value.
 */
final class SecretScan {
    static final SecretScan NOTHING = new SecretScan(Set.of());

    /** Escapes within escapes that are undone. */
    private static final int LAYERS = 4;
    /** Of a longer value its end is looked for; the beginning of a JSON Web Token is the same in many. */
    private static final int TAIL = 64;

    private static final int WINDOW = 1024 * 1024;
    private static final int OVERLAP = 4096;

    private final Set<Held> held;
    private final List<SecretKey> keys;
    private final Automaton plain;
    private final Automaton base64;
    private final Automaton hex;

    private record Held(SecretKey key, String value) {}

    private SecretScan(Set<Held> held) {
        this.held = held;
        var builder = new Builder();
        held.forEach(builder::add);
        keys = List.copyOf(builder.keys);
        plain = builder.plain.build();
        base64 = builder.base64.build();
        hex = builder.hex.build();
    }

    boolean knows(SecretKey key, String value) {
        return held.contains(new Held(key, value));
    }

    /** Finds this value, too. */
    SecretScan with(SecretKey key, String value) {
        var more = new LinkedHashSet<>(held);
        more.add(new Held(key, value));
        return new SecretScan(more);
    }

    /** @param text UTF-8 */
    Optional<SecretKey> find(byte[] text) {
        if (keys.isEmpty()) {
            return Optional.empty();
        }
        var layer = text;
        for (int i = 0; i < LAYERS; i++) {
            int found = findIn(layer);
            if (found >= 0) {
                return Optional.of(keys.get(found));
            }
            var next = Escapes.undone(layer);
            if (next.isEmpty()) {
                return Optional.empty();
            }
            layer = next.get();
        }
        int found = findIn(layer);
        return found < 0 ? Optional.empty() : Optional.of(keys.get(found));
    }

    /** Reads to the end, in windows that overlap by more than any value takes. */
    Optional<SecretKey> find(InputStream text) throws IOException {
        var window = new byte[keys.isEmpty() ? 0 : WINDOW];
        int kept = 0;
        while (!keys.isEmpty()) {
            int read = text.readNBytes(window, kept, window.length - kept);
            var found = find(Arrays.copyOf(window, kept + read));
            if (found.isPresent() || kept + read < window.length) {
                return found;
            }
            kept = OVERLAP;
            System.arraycopy(window, window.length - kept, window, 0, kept);
        }
        return Optional.empty();
    }

    private int findIn(byte[] text) {
        int inPlain = 0;
        int inBase64 = 0;
        int inHex = 0;
        for (byte next : text) {
            inPlain = plain.next(inPlain, next);
            if (next > ' ') {
                inBase64 = base64.next(inBase64, next == '-' ? '+' : next == '_' ? '/' : next);
            }
            inHex = hex.next(inHex, next >= 'A' && next <= 'F' ? next + 32 : next);
            int found = Math.max(plain.match(inPlain), Math.max(base64.match(inBase64), hex.match(inHex)));
            if (found >= 0) {
                return found;
            }
        }
        return -1;
    }

    @Override
    public String toString() {
        return "scan for " + keys;
    }

    private static final class Builder {
        private final List<SecretKey> keys = new ArrayList<>();
        private final Automaton.Builder plain = new Automaton.Builder();
        private final Automaton.Builder base64 = new Automaton.Builder();
        private final Automaton.Builder hex = new Automaton.Builder();

        void add(Held held) {
            keys.add(held.key());
            int id = keys.size() - 1;
            var secret = Credential.secretPart(held.value());
            add(id, secret);
            password(secret).ifPresent(password -> add(id, password));
        }

        private void add(int id, String whole) {
            var secret = whole.substring(Math.max(0, whole.length() - TAIL));
            plain.add(secret, id);
            var digits = new StringBuilder();
            secret.chars()
                    .forEach(c -> digits.append(Character.forDigit(c >> 4, 16)).append(Character.forDigit(c & 15, 16)));
            hex.add(digits.toString(), id);
            for (int offset = 0; offset < 3; offset++) {
                base64.add(core(secret, offset), id);
            }
        }

        /** What every base64 of a text has in it where the secret stands at that offset, whatever stands around it. */
        private static String core(String secret, int offset) {
            var text = Base64.getEncoder().encodeToString(("\0".repeat(offset) + secret).getBytes(ISO_8859_1));
            return text.substring((8 * offset + 5) / 6, 8 * (offset + secret.length()) / 6);
        }

        /** Of "Basic ..." credentials. */
        private static Optional<String> password(String secret) {
            try {
                var plain = new String(Base64.getDecoder().decode(secret), ISO_8859_1);
                var password = plain.substring(plain.indexOf(':') + 1);
                return plain.indexOf(':') > 0
                                && password.length() >= Credential.MIN_LENGTH
                                && plain.chars().allMatch(c -> c >= ' ' && c < 127)
                        ? Optional.of(password)
                        : Optional.empty();
            } catch (IllegalArgumentException e) {
                return Optional.empty();
            }
        }
    }
}
