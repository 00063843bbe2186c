/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.wire;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * An {@link Outcome} as its JSON, and in JSON the same as it. For those that are kept: a step may have 64 MiB of them, and
 * as a tree of small values JSON takes up to thirty times its room.
 */
public final class PackedOutcome {
    private final byte[] json;

    private PackedOutcome(byte[] json) {
        this.json = json;
    }

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static PackedOutcome of(Outcome outcome) {
        return new PackedOutcome(Json.bytes(outcome));
    }

    /** A new one with each call. */
    public Outcome outcome() {
        return Json.read(json, Outcome.class);
    }

    /** In UTF-8; not to be changed. */
    public byte[] json() {
        return json;
    }

    @JsonValue
    @JsonRawValue
    @Override
    public String toString() {
        return new String(json, StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PackedOutcome packed && Arrays.equals(json, packed.json);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(json);
    }
}
