/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.session;

import dev.dormouse.broker.secrets.Keyring;
import dev.dormouse.wire.frame.Completion;
import dev.dormouse.wire.frame.ToBroker;
import dev.dormouse.wire.state.Head.InDoubt;
import java.util.List;
import java.util.stream.Collectors;

/** What the status says of how a step ended, or why it can't. */
final class Endings {
    private Endings() {}

    static String reason(Completion.Threw threw) {
        return threw.name().equals(Keyring.WITHHELD) ? Keyring.WITHHELD : "GuestError";
    }

    static String message(Completion.Threw threw) {
        return threw.name() + ": " + threw.message();
    }

    static String reason(ToBroker.LossReason reason) {
        return switch (reason) {
            case CPU -> "CpuLimit";
            case TIME -> "ActiveLimit";
            case MEMORY -> "MemoryLimit";
            case CRASH -> "StepCrashed";
        };
    }

    static String uncaptured(ToBroker.Finished variables) {
        return "kept by replay, not by snapshot: "
                + variables.uncaptured().stream()
                        .map(each -> each.path() + " (" + each.reason() + ")")
                        .collect(Collectors.joining(", "));
    }

    static String inDoubt(List<InDoubt> calls) {
        return calls.stream()
                        .map(each ->
                                "call " + each.n() + " of turn " + each.step().turn() + ", " + each.server() + "."
                                        + each.tool() + ", may or may not have happened: " + each.message())
                        .collect(Collectors.joining("; "))
                + ". It will not be sent again. Look at the server whether it happened, then set "
                + "spec.desiredState: Cancelled and apply the rest of the work as a new task; give the tool "
                + "effect Idempotent in its McpServer if sending it twice is harmless";
    }
}
