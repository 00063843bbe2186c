/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.crds.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.opentest4j.TestAbortedException;

/** The one executable that holds etcd, kube-apiserver and kubectl, as e2e/cluster builds it. */
final class KubeBinary {
    private static final String VARIABLE = "DORMOUSE_KUBE_BINARY";

    private static final AtomicBoolean SAID = new AtomicBoolean();

    private KubeBinary() {}

    /** Aborts the test, and says why, where there is none; building one takes minutes and is not a test's business. */
    static Path find() {
        var path = System.getenv(VARIABLE) == null ? built() : Path.of(System.getenv(VARIABLE));
        if (!Files.isExecutable(path)) {
            throw absent(path + " does not exist; 'e2e/cluster/cluster.sh build' makes it once, " + VARIABLE
                    + " names another one");
        }
        return path;
    }

    private static Path built() {
        var script = checkout().resolve("e2e/cluster/cluster.sh");
        var builder = new ProcessBuilder(script.toString(), "bin").redirectErrorStream(true);
        builder.environment().put("DORMOUSE_CLUSTER", "node");
        try {
            var process = builder.start();
            var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (process.waitFor() != 0) {
                throw absent(script + " bin says: " + output);
            }
            return Path.of(output.lines().toList().getLast(), "kube");
        } catch (IOException e) {
            throw absent(script + " does not run here: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static Path checkout() {
        for (var folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (Files.exists(folder.resolve("e2e/cluster/cluster.sh"))) {
                return folder;
            }
        }
        throw absent("no e2e/cluster/cluster.sh in or above " + Path.of("").toAbsolutePath());
    }

    /** Said once: a skipped test shows its reason nowhere in Maven's output. */
    private static TestAbortedException absent(String why) {
        if (!SAID.getAndSet(true)) {
            System.err.println("no API server, tests that need one are skipped: " + why);
        }
        return new TestAbortedException("no API server for tests: " + why);
    }
}
