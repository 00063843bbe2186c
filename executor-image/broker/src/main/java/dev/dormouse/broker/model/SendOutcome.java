/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.model;

import dev.dormouse.wire.Outcome;

/** The three honest ends of a send (protocol §4). */
public sealed interface SendOutcome {
    /** No byte of the request was written, or the server said that it did not take the request up. */
    record NotSent(String why) implements SendOutcome {}

    /** The server answered, well or badly. */
    record Answered(Outcome outcome) implements SendOutcome {}

    /** Perhaps it happened: time-out, reset, a 5xx from something in between, garbage, a cut stream. */
    record Unknown(String why) implements SendOutcome {}
}
