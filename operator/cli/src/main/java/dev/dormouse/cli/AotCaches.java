/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The AOT caches of the processes of a run: one file a process, {@code cli.aot}, {@code broker.aot}, {@code sandbox.aot} and
 * {@code evaluator.aot}. A JVM takes a cache only when it fits, and otherwise starts as if there were none.
 */
sealed interface AotCaches {
    /** For the JVM of the broker. */
    List<String> brokerFlags();

    /** For the JVM of the sandbox. */
    List<String> sandboxFlags();

    /** For the sandbox, which starts evaluators. */
    List<String> evaluatorArguments();

    /** The start script named no folder for them. */
    record None() implements AotCaches {
        @Override
        public List<String> brokerFlags() {
            return List.of();
        }

        @Override
        public List<String> sandboxFlags() {
            return List.of();
        }

        @Override
        public List<String> evaluatorArguments() {
            return List.of();
        }
    }

    /** @param folder may be missing, wholly or in part */
    record Kept(Path folder) implements AotCaches {
        @Override
        public List<String> brokerFlags() {
            return flags("broker");
        }

        @Override
        public List<String> sandboxFlags() {
            return flags("sandbox");
        }

        @Override
        public List<String> evaluatorArguments() {
            var file = file("evaluator");
            return Files.exists(file) ? List.of("--evaluator-aot-if-it-fits", file.toString()) : List.of();
        }

        private List<String> flags(String process) {
            var file = file(process);
            // The JVM would complain, on stdout, of one that doesn't fit.
            return Files.exists(file) ? List.of("-XX:AOTCache=" + file, "-Xlog:aot*=off") : List.of();
        }

        Path file(String process) {
            return folder.resolve(process + ".aot");
        }
    }

    /** A run which serves to make the caches of CLI and broker. Its sandbox is killed at the end, before it could make one. */
    record Made(Path folder) implements AotCaches {
        @Override
        public List<String> brokerFlags() {
            return flags("broker");
        }

        @Override
        public List<String> sandboxFlags() {
            return List.of();
        }

        @Override
        public List<String> evaluatorArguments() {
            return List.of();
        }

        /** For a JVM that makes its cache when it ends, and says nothing of that among its own output. */
        List<String> flags(String process) {
            return List.of(
                    "-XX:+UnlockDiagnosticVMOptions",
                    "-XX:-AOTRecordTraining", // for the reason that the sandbox has: docs/decisions/0005-images.md
                    "-XX:AOTCacheOutput=" + file(process),
                    "-XX:+DisplayVMOutputToStderr");
        }

        Path file(String process) {
            return folder.resolve(process + ".aot");
        }
    }
}
