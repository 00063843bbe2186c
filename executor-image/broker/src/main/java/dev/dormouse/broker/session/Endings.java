/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.session;

import dev.dormouse.broker.secrets.Keyring;
import dev.dormouse.wire.frame.Completion;
import dev.dormouse.wire.frame.ToBroker;
import java.util.stream.Collectors;

/** What the status says of how the guest's code ended. */
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
}
