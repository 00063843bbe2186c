/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.session;

import dev.dormouse.broker.state.Pace;

/**
 * What the store of a task can take.
 *
 * @param capacity bytes that the task may keep beside its state, an object counting for 32 KiB at least
 */
public record StoreLimits(long capacity, Pace.Limits pace) {

    /** A folder: what the disk takes. */
    public static final StoreLimits NONE = new StoreLimits(Long.MAX_VALUE, Pace.Limits.NONE);
}
