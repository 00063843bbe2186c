/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.wire.frame;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/**
 * One message between broker and sandbox. The broker leads: it opens a session, begins a step, settles one call at a
 * time, and only when the sandbox is idle; the sandbox never acts on its own, so that replaying the same frames gives
 * the same run.
 *
 * <pre>
 * broker                                sandbox
 *   Open(1, inputs, snapshot)   →
 *                               ←  Opened(1)
 *   Begin(step, code, ...)      →
 *                               ←  Called(1) Called(2) Printed ... Idle(0)
 *   Settle(k=1, n=2, outcome)   →
 *                               ←  Called(3) ... Idle(1)          (Idle carries the completion once there is one)
 *   ...
 *   Finish                      →
 *                               ←  Finished(snapshot, uncaptured)
 *   Begin(next step) | Open(older snapshot) ...
 * </pre>
 *
 * First of all comes {@code Hello}, or {@code Unconfined} and nothing after it. At any time: {@code Lost}, after which the sandbox waits for a new {@code Open}.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "t")
@JsonSubTypes({
    @JsonSubTypes.Type(value = ToSandbox.Open.class, name = "open"),
    @JsonSubTypes.Type(value = ToSandbox.Begin.class, name = "begin"),
    @JsonSubTypes.Type(value = ToSandbox.Settle.class, name = "settle"),
    @JsonSubTypes.Type(value = ToSandbox.Finish.class, name = "finish"),
    @JsonSubTypes.Type(value = ToBroker.Hello.class, name = "hello"),
    @JsonSubTypes.Type(value = ToBroker.Unconfined.class, name = "unconfined"),
    @JsonSubTypes.Type(value = ToBroker.Opened.class, name = "opened"),
    @JsonSubTypes.Type(value = ToBroker.Called.class, name = "called"),
    @JsonSubTypes.Type(value = ToBroker.Printed.class, name = "printed"),
    @JsonSubTypes.Type(value = ToBroker.Idle.class, name = "idle"),
    @JsonSubTypes.Type(value = ToBroker.Finished.class, name = "finished"),
    @JsonSubTypes.Type(value = ToBroker.Lost.class, name = "lost")
})
public sealed interface Frame permits ToSandbox, ToBroker {}
