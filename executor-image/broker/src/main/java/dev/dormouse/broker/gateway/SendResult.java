/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.gateway;

import dev.dormouse.broker.model.SendOutcome;

/** What became of a send that was handed to the gateway. */
public sealed interface SendResult {
    record Ended(SendOutcome outcome) implements SendResult {}

    /** Too late: nothing was sent, the call must be claimed again. */
    record LeaseExpired() implements SendResult {}
}
