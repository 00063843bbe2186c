/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.sandbox.confine;

import java.util.Locale;
import java.util.Optional;

/** Processors whose system calls are known here. Both are little-endian and 64 bits wide. */
public enum Architecture {
    X86_64("amd64", 0xC000003E),
    ARM64("aarch64", 0xC00000B7);

    private final String javaName;
    private final int audit;

    Architecture(String javaName, int audit) {
        this.javaName = javaName;
        this.audit = audit;
    }

    /** What the kernel calls it in a filter's input, {@code AUDIT_ARCH_...}. */
    public int audit() {
        return audit;
    }

    /** The one of this process; empty on any other processor, and wherever the system isn't Linux. */
    public static Optional<Architecture> current() {
        var name = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        if (!System.getProperty("os.name").equals("Linux")) {
            return Optional.empty();
        }
        for (var architecture : values()) {
            if (architecture.javaName.equals(name)) {
                return Optional.of(architecture);
            }
        }
        return Optional.empty();
    }
}
