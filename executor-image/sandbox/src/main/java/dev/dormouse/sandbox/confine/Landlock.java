/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.sandbox.confine;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.File;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Takes files from the calling thread, and from those that it will start. A second wall only: many kernels have none, and
 * the filter of system calls has taken writing already.
 */
public final class Landlock {
    private static final int VERSION = 1;
    private static final int PATH_BENEATH = 1;
    private static final int RULESET_BYTES = 8;
    private static final int PATH_BENEATH_BYTES = 12;
    private static final int AT_FDCWD = -100;
    /** O_PATH and O_CLOEXEC. */
    private static final int FIND_ONLY = 010000000 | 02000000;

    private static final long READ_FILE = 1 << 2;
    private static final long READ_FOLDER = 1 << 3;
    /** Number of the rights that each version of Landlock handles, from the first. */
    private static final int[] RIGHTS = {13, 14, 15, 15, 16};

    private Landlock() {}

    /** What the JVM may have to load classes and libraries from. */
    public static List<Path> ofJava() {
        var classPath = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator));
        return Stream.concat(Stream.of(System.getProperty("java.home")), classPath)
                .map(Path::of)
                .toList();
    }

    /**
     * Leaves nothing but reading, and that only there and below. Needs a filter in place ({@link Confinement#apply}).
     *
     * @return the version of Landlock that does it; 0 when the kernel has none, and nothing has changed
     */
    public static int restrict(List<Path> readable) {
        var architecture = Architecture.current();
        if (architecture.isEmpty()) {
            return 0;
        }
        try (var memory = Arena.ofConfined()) {
            var kernel = new Kernel(architecture.get(), memory);
            int version = (int) kernel.call(SystemCall.LANDLOCK_CREATE_RULESET, 0, 0, VERSION);
            return version >= 1 && restrict(kernel, version, readable) ? version : 0;
        }
    }

    private static boolean restrict(Kernel kernel, int version, List<Path> readable) {
        var ruleset = kernel.memory().allocate(RULESET_BYTES, RULESET_BYTES);
        ruleset.set(JAVA_LONG, 0, (1L << RIGHTS[Math.min(version, RIGHTS.length) - 1]) - 1);
        long rules = kernel.call(SystemCall.LANDLOCK_CREATE_RULESET, ruleset.address(), RULESET_BYTES, 0);
        if (rules < 0) {
            return false;
        }
        readable.forEach(path -> allow(kernel, rules, path));
        long result = kernel.call(SystemCall.LANDLOCK_RESTRICT_SELF, rules, 0);
        kernel.call(SystemCall.CLOSE, rules);
        return result == 0;
    }

    /** A path that isn't there needs no rule. */
    private static void allow(Kernel kernel, long rules, Path path) {
        var name = kernel.memory().allocateFrom(path.toString(), StandardCharsets.UTF_8);
        long found = kernel.call(SystemCall.OPENAT, AT_FDCWD, name.address(), FIND_ONLY);
        if (found < 0) {
            return;
        }
        var rule = kernel.memory().allocate(PATH_BENEATH_BYTES, Long.BYTES);
        boolean folder = path.toFile().isDirectory();
        rule.set(JAVA_LONG, 0, folder ? READ_FILE | READ_FOLDER : READ_FILE);
        rule.set(JAVA_INT, Long.BYTES, (int) found);
        kernel.call(SystemCall.LANDLOCK_ADD_RULE, rules, PATH_BENEATH, rule.address(), 0);
        kernel.call(SystemCall.CLOSE, found);
    }
}
