/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.session;

import dev.dormouse.wire.state.Head;

/** Why a broker lets its pod go; each has its exit code (protocol §1), which only steers back-off. */
public sealed interface SessionEnd {
    /** @param head of the last commit; it says why */
    record Parked(Head head) implements SessionEnd {}

    /** Another broker owns the task. */
    record Fenced(String why) implements SessionEnd {}

    record StoreUnreachable(String why) implements SessionEnd {}

    /** The state is gone or not ours; the task is over. */
    record StateGone(String why) implements SessionEnd {}

    /** Asked to go (SIGTERM); what never left was committed as unsent. */
    record Released() implements SessionEnd {}

    /** The sandbox did not come. */
    record SandboxMissing(String why) implements SessionEnd {}

    default int exitCode() {
        return switch (this) {
            case Parked(var head) -> 0;
            case Fenced(var why) -> 10;
            case StoreUnreachable(var why) -> 20;
            case StateGone(var why) -> 30;
            case Released() -> 143;
            case SandboxMissing(var why) -> 40;
        };
    }
}
