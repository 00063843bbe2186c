/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.e2e;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
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

    /** A port of loopback that nobody listens on now. */
    public static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
