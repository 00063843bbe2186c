/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.policy;

import dev.dormouse.wire.Outcome;

/** What becomes of a call. */
public sealed interface Decision {
    record Allowed(Catalogue.Entry entry) implements Decision {}

    /** Settled at once with this outcome, nothing is sent. */
    record Denied(Outcome.Failed outcome) implements Decision {}
}
