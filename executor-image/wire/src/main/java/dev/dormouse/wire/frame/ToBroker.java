/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.wire.frame;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the sandbox tells the broker. All of it is hostile input. */
public sealed interface ToBroker extends Frame {
    /** Bytes of JSON that the arguments of all calls that are open may have together. */
    int MAX_OPEN_BYTES = 24 * 1024 * 1024;

    /** JSON values, at any depth, that they may have together; a tree of them costs far more memory than its text. */
    int MAX_OPEN_VALUES = 400_000;

    /**
     * First frame on a new connection.
     *
     * @param engine name and version of the engine, pinned by a step at its start
     * @param landlock version of Landlock that keeps the evaluator from files; 0 when the kernel has none
     */
    record Hello(String engine, int landlock) implements ToBroker {}

    /**
     * Instead of a greeting: the sandbox runs nothing, because it could not take its own rights.
     *
     * @param why what is missing, and what to do about it
     */
    record Unconfined(String why) implements ToBroker {}

    /**
     * The session is ready.
     *
     * @param opening of the {@link ToSandbox.Open} that it answers
     * @param variables names of the variables it now has
     */
    record Opened(int opening, List<String> variables) implements ToBroker {}

    /**
     * The guest called a tool and waits for its settlement.
     *
     * @param n of this step, from 1, without gaps
     * @param after number of settlements that the guest had seen when it called
     */
    record Called(int n, int after, String server, String tool, JsonNode arguments) implements ToBroker {}

    record Printed(String text) implements ToBroker {}

    /**
     * The guest has run to an empty microtask queue after settlement {@code k}.
     *
     * @param completion present from the moment on at which the step's own promise was settled
     */
    record Idle(int k, @Nullable Completion completion) implements ToBroker {}

    /**
     * @param snapshot all variables that could be captured
     * @param variables names of all variables
     * @param uncaptured those that could not; not empty means that the snapshot does not stand for the session
     */
    record Finished(byte[] snapshot, List<String> variables, List<Uncaptured> uncaptured) implements ToBroker {}

    /**
     * @param path e.g. {@code cache.entries[3].handler}
     * @param reason what it is and what to do instead
     */
    record Uncaptured(String path, String reason) {}

    /** The evaluator is gone, a new one is on its way; the sandbox waits for an {@code Open}. */
    record Lost(LossReason reason, String message) implements ToBroker {}

    /** Why an evaluator died; the first three are limits that the guest's code ran into. */
    enum LossReason {
        CPU,
        TIME,
        MEMORY,
        CRASH;

        /** A limit ends the step with an error; anything else replays it. */
        public boolean limit() {
            return this != CRASH;
        }
    }
}
