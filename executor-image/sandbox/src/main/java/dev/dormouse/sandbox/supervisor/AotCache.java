/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.sandbox.supervisor;

import java.nio.file.Path;
import java.util.List;

/** A file in which the JVM keeps classes that are loaded and linked already, for the next process of the same kind. */
public record AotCache(Path file, Use use) {
    /** What a process has to do with it. */
    public enum Use {
        /** It refuses to start when the cache can't be used. */
        REQUIRED,
        /** It starts slower when the cache can't be used, and says nothing. */
        IF_IT_FITS,
        /** It makes the cache when it ends. */
        MADE
    }

    List<String> flags() {
        return switch (use) {
            case REQUIRED -> List.of("-XX:AOTCache=" + file, "-XX:AOTMode=on");
            case IF_IT_FITS -> List.of("-XX:AOTCache=" + file, "-Xlog:aot*=off");
            // Of classes only: compilers that act on what the training called often cost a short run more than they
            // give.
            case MADE ->
                List.of("-XX:+UnlockDiagnosticVMOptions", "-XX:-AOTRecordTraining", "-XX:AOTCacheOutput=" + file);
        };
    }
}
