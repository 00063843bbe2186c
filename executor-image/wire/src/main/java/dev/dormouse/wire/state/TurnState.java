/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.wire.state;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one turn.
 *
 * @param completionMillis absent while it runs, ms since 1970
 * @param result of a completed turn; at most {@code limits.resultBytes} of JSON
 * @param reason of a failed turn: a stable word, e.g. {@code GuestError}, {@code CpuLimit}
 * @param message of a failed or skipped turn
 */
public record TurnState(
        String name,
        TurnPhase phase,
        long startMillis,
        @Nullable Long completionMillis,
        TurnCounters counters,
        @Nullable JsonNode result,
        @Nullable String reason,
        @Nullable String message) {

    /** The turn has begun. */
    public static TurnState running(String name, long startMillis) {
        return new TurnState(name, TurnPhase.RUNNING, startMillis, null, TurnCounters.ZERO, null, null, null);
    }

    /** The turn will not run: an earlier one failed. */
    public static TurnState skipped(String name, long nowMillis, String message) {
        return new TurnState(
                name, TurnPhase.SKIPPED, nowMillis, nowMillis, TurnCounters.ZERO, null, "EarlierTurnFailed", message);
    }

    public TurnState completed(JsonNode value, TurnCounters counted, long nowMillis) {
        return new TurnState(name, TurnPhase.COMPLETED, startMillis, nowMillis, counted, value, null, null);
    }

    public TurnState failed(String why, String text, TurnCounters counted, long nowMillis) {
        return new TurnState(name, TurnPhase.FAILED, startMillis, nowMillis, counted, null, why, text);
    }

    public TurnState counting(TurnCounters counted) {
        return new TurnState(name, phase, startMillis, completionMillis, counted, result, reason, message);
    }

    /** Phases of a turn; the last three are final. */
    public enum TurnPhase {
        RUNNING,
        COMPLETED,
        FAILED,
        SKIPPED
    }

    /**
     * @param toolCalls calls issued by the code, refused ones included
     * @param effects calls that were claimed
     */
    public record TurnCounters(int steps, int toolCalls, int effects) {
        public static final TurnCounters ZERO = new TurnCounters(0, 0, 0);
    }
}
