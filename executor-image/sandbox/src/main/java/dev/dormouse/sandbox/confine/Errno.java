/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.sandbox.confine;

/** The few error numbers that matter here, the same on both architectures. */
public enum Errno {
    /** As if it had been tried and were forbidden. */
    EPERM(1),
    /** As if the kernel were too old to know the call; libraries then fall back on an older one. */
    ENOSYS(38);

    private final int number;

    Errno(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }
}
