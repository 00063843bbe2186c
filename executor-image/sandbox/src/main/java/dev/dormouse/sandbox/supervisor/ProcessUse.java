/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.sandbox.supervisor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a process uses, as the kernel counts it.
 *
 * @param cpuMillis user and system time of all its threads since its start
 * @param residentBytes of memory
 */
record ProcessUse(long cpuMillis, long residentBytes) {
    /** The kernel shows times in hundredths of a second and memory in pages, on every Linux that Java runs on. */
    private static final long MILLIS_PER_TICK = 10;

    private static final long PAGE_BYTES = 4096;
    private static final int UTIME = 11;

    /** Empty when there is no such process any more. */
    static Optional<ProcessUse> of(long pid) {
        try {
            var folder = Path.of("/proc", Long.toString(pid));
            var stat = Files.readString(folder.resolve("stat"));
            // The name, in parentheses, may hold blanks.
            var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            long ticks = Long.parseLong(fields[UTIME]) + Long.parseLong(fields[UTIME + 1]);
            var statm = Files.readString(folder.resolve("statm")).split(" ");
            return Optional.of(new ProcessUse(ticks * MILLIS_PER_TICK, Long.parseLong(statm[1]) * PAGE_BYTES));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
