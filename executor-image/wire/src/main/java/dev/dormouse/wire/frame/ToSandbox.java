/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.wire.frame;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dormouse.wire.Outcome;
import dev.dormouse.wire.StepId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the broker tells the sandbox. */
public sealed interface ToSandbox extends Frame {
    /**
     * Starts the session afresh: a new context with exactly the variables of the snapshot. Whatever ran before is
     * discarded. Answered by {@link ToBroker.Opened}.
     *
     * @param opening number of this opening, echoed by its answer: whatever the sandbox says before that is of a session
     *     that is no more
     * @param task what the guest reads as {@code task}
     * @param inputs what the guest reads as {@code inputs}
     * @param snapshot bytes of an earlier {@link ToBroker.Finished}; absent for an empty session
     */
    record Open(int opening, Task task, JsonNode inputs, byte @Nullable [] snapshot) implements ToSandbox {}

    record Task(String namespace, String name, String uid) {}

    /**
     * Runs a cell until it has nothing left to do but wait; answered by calls and prints and then {@link
     * ToBroker.Idle} with {@code k = 0}.
     *
     * @param seed of {@code Math.random} and of whatever else is random in the guest
     * @param clockMillis what {@code Date.now()} says until the first settlement, ms since 1970
     */
    record Begin(StepId step, String code, List<ToolDeclaration> tools, long seed, long clockMillis, StepLimits limits)
            implements ToSandbox {}

    /**
     * One tool as the guest may see it. The guest reaches it as {@code tools.<server>.<tool>(args)}; with an empty
     * {@code tool} the binding itself is callable.
     *
     * @param description untrusted text from the server
     * @param inputSchema JSON Schema of the arguments, for {@code tools.describe}
     * @param outputSchema absent when the server declares none
     */
    record ToolDeclaration(
            String server,
            String tool,
            String description,
            JsonNode inputSchema,
            @Nullable JsonNode outputSchema) {}

    /**
     * @param cpuMillis CPU time that the evaluator may use for this step, all bursts together
     * @param burstMillis wall time from Begin or Settle to Idle
     * @param printBytes UTF-8 bytes that the step may print; the rest is cut with a note
     * @param openCalls calls that may be open at once; one more is a guest error
     * @param resultBytes UTF-8 JSON bytes of the step's result; more is a {@link Completion.Threw}
     */
    record StepLimits(long cpuMillis, long burstMillis, int printBytes, int openCalls, int resultBytes) {}

    /**
     * Settles call {@code n} as the {@code k}-th settlement of the step and runs the guest until it is idle again.
     *
     * @param k from 1, without gaps
     * @param clockMillis the guest's clock from here on; never goes back
     */
    record Settle(int k, int n, Outcome outcome, long clockMillis) implements ToSandbox {}

    /** Ends the step and captures the variables; answered by {@link ToBroker.Finished}. */
    record Finish() implements ToSandbox {}
}
