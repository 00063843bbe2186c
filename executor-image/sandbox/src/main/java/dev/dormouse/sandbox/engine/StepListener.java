/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.sandbox.engine;

import dev.dormouse.wire.frame.ToBroker;

/** Hears what a step does while it runs. */
@FunctionalInterface
public interface StepListener {
    /** A call or a print, in the order of the guest's doing. */
    void on(ToBroker frame);
}
