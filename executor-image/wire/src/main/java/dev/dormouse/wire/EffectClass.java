/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.wire;

/** What a tool may do to the world outside; what is not known is a {@link #WRITE}. */
public enum EffectClass {
    /** Changes nothing; sent without a claim and again whenever in doubt. */
    READ,
    /** Changes something, but twice is as good as once; claimed, and sent again with the same key when in doubt. */
    IDEMPOTENT,
    /** Claimed, and never sent again when in doubt. */
    WRITE;

    /** Whether a call of this class is an effect: claimed before it is sent, counted by {@code limits.effects}. */
    public boolean claimed() {
        return this != READ;
    }
}
