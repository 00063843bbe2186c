/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.wire.state;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.dormouse.wire.EffectClass;
import dev.dormouse.wire.PackedOutcome;
import dev.dormouse.wire.StepId;
import dev.dormouse.wire.frame.Completion;
import dev.dormouse.wire.frame.ToSandbox.ToolDeclaration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One entry of the journal of a step, in the order in which it happened. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "t")
@JsonSubTypes({
    @JsonSubTypes.Type(value = JournalRecord.StepStarted.class, name = "started"),
    @JsonSubTypes.Type(value = JournalRecord.Claimed.class, name = "claimed"),
    @JsonSubTypes.Type(value = JournalRecord.Unsent.class, name = "unsent"),
    @JsonSubTypes.Type(value = JournalRecord.Settled.class, name = "settled"),
    @JsonSubTypes.Type(value = JournalRecord.StepEnded.class, name = "ended"),
    @JsonSubTypes.Type(value = JournalRecord.Discarded.class, name = "discarded")
})
public sealed interface JournalRecord {
    /** Everything that a replay of the step must find unchanged (protocol §5, "Pinned at the start of a step"). */
    record StepStarted(
            StepId step, String code, List<ToolDeclaration> tools, long seed, long clockMillis, String engine)
            implements JournalRecord {}

    /**
     * About to be sent (promise 1).
     *
     * @param attempt of this call, from 1; the idempotency key is the same in all of them
     */
    record Claimed(CallSite site, EffectClass effect, String key, int attempt) implements JournalRecord {}

    /** The claim of call {@code n} was withdrawn before a byte of it was sent. */
    record Unsent(int n) implements JournalRecord {}

    /**
     * The {@code k}-th settlement of the step.
     *
     * @param outcome absent where it is large: then its JSON, zstd, stands in {@code blob}
     * @param clockMillis the guest's clock from here on
     */
    record Settled(
            int k,
            CallSite site,
            @Nullable PackedOutcome outcome,
            @Nullable BlobRef blob,
            long clockMillis) implements JournalRecord {
        public Settled {
            if ((outcome == null) == (blob == null)) {
                throw new IllegalArgumentException("settlement " + k + " has not exactly one of outcome and blob");
            }
        }
    }

    /** The changes of the step that this journal ends with were discarded: it is not replayed. */
    record Discarded() implements JournalRecord {}

    /** The step's code has ended and its promise is settled. */
    record StepEnded(Completion completion) implements JournalRecord {}

    /**
     * What makes a call the same call in a replay.
     *
     * @param n number of the call in its step, in order of issue, from 1
     * @param after settlements that the guest had seen when it called
     * @param argumentsDigest SHA-256 of the arguments in canonical form (RFC 8785), hex
     */
    record CallSite(int n, int after, String server, String tool, String argumentsDigest) {}
}
