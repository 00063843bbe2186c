/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.journal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dormouse.wire.Json;
import dev.dormouse.wire.StepId;
import dev.dormouse.wire.state.JournalRecord.CallSite;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import org.erdtman.jcs.JsonCanonicalizer;

/** The digests that make a call the same call wherever it is computed. */
public final class Digests {
    private Digests() {}

    /** SHA-256 of the JSON Canonicalization Scheme (RFC 8785) of the arguments, hex. */
    public static String ofArguments(JsonNode arguments) {
        try {
            // In brackets, which it needs around a scalar, and which are as they should be around anything else.
            var canonical = new JsonCanonicalizer('[' + Json.text(arguments) + ']').getEncodedUTF8();
            var digest = sha256();
            digest.update(canonical, 1, canonical.length - 2);
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static String ofBytes(byte[] bytes) {
        return HexFormat.of().formatHex(sha256().digest(bytes));
    }

    /**
     * The idempotency key of a call (protocol §4): the same for every attempt of every epoch, another for every other
     * call and for every other task UID. Base64url without padding, 43 characters.
     */
    public static String idempotencyKey(String taskUid, StepId step, CallSite site) {
        var digest = sha256();
        field(digest, "dormouse/1");
        field(digest, taskUid);
        field(digest, step.turn());
        field(digest, Integer.toString(step.step()));
        field(digest, Integer.toString(site.n()));
        field(digest, site.server());
        field(digest, site.tool());
        field(digest, site.argumentsDigest());
        return Base64.getUrlEncoder().withoutPadding().encodeToString(digest.digest());
    }

    /** Seed of the guest's random numbers: fixed by task and step, so that every replay has the same. */
    public static long seed(String taskUid, StepId step) {
        var digest = sha256();
        field(digest, "dormouse/seed/1");
        field(digest, taskUid);
        field(digest, step.toString());
        return ByteBuffer.wrap(digest.digest()).getLong();
    }

    private static void field(MessageDigest digest, String value) {
        var bytes = value.getBytes(StandardCharsets.UTF_8);
        digest.update(ByteBuffer.allocate(4).putInt(bytes.length).array());
        digest.update(bytes);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
