/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.e2e;

import java.nio.file.Files;
import java.nio.file.Path;

/** The checkout that is tested. */
public final class Checkout {
    public static final Path ROOT = root();

    private Checkout() {}

    private static Path root() {
        var folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("mvnw"))) {
            var parent = folder.getParent();
            if (parent == null) {
                throw new IllegalStateException("not inside a checkout of dormouse");
            }
            folder = parent;
        }
        return folder;
    }
}
