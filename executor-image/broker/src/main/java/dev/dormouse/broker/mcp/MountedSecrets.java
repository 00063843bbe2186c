/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.mcp;

import dev.dormouse.broker.model.ToolServer.ServerUnavailableException;
import dev.dormouse.crds.plan.ServerPlan.SecretKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Secrets as files: {@code <root>/<secret name>/<key>}. */
public final class MountedSecrets implements SecretReader {
    /** Where the controller mounts them into the broker's container. */
    public static final Path ROOT = Path.of("/var/run/dormouse/secrets");

    private final Path root;

    public MountedSecrets(Path root) {
        this.root = root;
    }

    @Override
    public String read(SecretKey key) throws ServerUnavailableException {
        var value = content(key).replaceFirst("[\r\n]+$", "");
        if (value.isEmpty()) {
            throw new ServerUnavailableException(
                    "key " + key.key() + " of Secret " + key.name() + " is empty; put the credential there");
        }
        return value;
    }

    private String content(SecretKey key) throws ServerUnavailableException {
        try {
            return Files.readString(root.resolve(key.name()).resolve(key.key()));
        } catch (IOException e) {
            throw new ServerUnavailableException(
                    "Secret " + key.name() + " with key " + key.key() + " is missing or can't be read; create it", e);
        }
    }
}
