/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.secrets;

import dev.dormouse.crds.plan.ServerPlan.SecretKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** Secrets as files: {@code <root>/<secret name>/<key>}. The kubelet swaps them when the Secret changes. */
public final class MountedSecrets implements SecretSource {
    /** Where the controller mounts them into the broker's container. */
    public static final Path ROOT = Path.of("/var/run/dormouse/secrets");

    private final Path root;

    public MountedSecrets(Path root) {
        this.root = root;
    }

    @Override
    public Optional<String> content(SecretKey key) throws IOException {
        try {
            var bytes = Files.readAllBytes(root.resolve(key.name()).resolve(key.key()));
            return Optional.of(new String(bytes, StandardCharsets.UTF_8));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }
}
