/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.crds.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;

/** The key pair without which an API server doesn't start: it signs the tokens of ServiceAccounts. */
record ServiceAccountKeys(Path publicKey, Path privateKey) {

    static ServiceAccountKeys make(Path folder) throws IOException {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            var pair = generator.generateKeyPair();
            return new ServiceAccountKeys(
                    write(
                            folder.resolve("sa.pub"),
                            "PUBLIC KEY",
                            pair.getPublic().getEncoded()),
                    write(
                            folder.resolve("sa.key"),
                            "PRIVATE KEY",
                            pair.getPrivate().getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Path write(Path file, String label, byte[] key) throws IOException {
        var base64 = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));
        var pem = "-----BEGIN %s-----\n%s\n-----END %1$s-----\n".formatted(label, base64.encodeToString(key));
        return Files.writeString(file, pem);
    }
}
