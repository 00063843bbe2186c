/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.secrets;

import dev.dormouse.crds.plan.Credential;
import dev.dormouse.crds.plan.Origin;
import dev.dormouse.crds.plan.Parsed;
import dev.dormouse.crds.plan.ServerPlan;
import dev.dormouse.crds.plan.ServerPlan.AuthHeader;
import dev.dormouse.crds.plan.ServerPlan.SecretKey;
import dev.dormouse.crds.v1alpha1.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Every value that this broker holds: gives each to its own server only, and finds all of them in anything that leaves.
 *
 * <p>A value is known to {@link #find} before it can be sent for the first time, and stays known after the Secret was
 * rotated, for as long as the broker lives.
 */
public final class Keyring {
    /** Code of the refusal of something that contains a value. */
    public static final String WITHHELD = Reason.SECRET_WITHHELD.text();

    private final SecretSource source;
    private volatile SecretScan scan = SecretScan.NOTHING;

    public Keyring(SecretSource source) {
        this.source = source;
    }

    /** Learns the values of these servers as they are now, the usable ones. */
    public void hold(Collection<ServerPlan> servers) {
        for (var server : servers) {
            try {
                credentials(server);
            } catch (SecretRefusedException e) {
                // said to whoever calls this server; the values of the others are known all the same
            }
        }
    }

    /** The headers with secret values that this server is sent now. */
    public Map<String, String> credentials(ServerPlan server) throws SecretRefusedException {
        var headers = new HashMap<String, String>();
        for (var header : server.auth()) {
            headers.put(header.header(), header.prefix() + value(server, header));
        }
        return Map.copyOf(headers);
    }

    private String value(ServerPlan server, AuthHeader header) throws SecretRefusedException {
        var key = header.secret();
        return switch (Credential.parse(key, content(key))) {
            case Parsed.Rejected<String> refused -> throw new SecretRefusedException(refused.reason(), refused.text());
            case Parsed.Accepted<String>(var value) -> {
                learn(key, value);
                var refusal = Origin.refusal(server, key, content(key.origin()));
                if (refusal.isPresent()) {
                    throw new SecretRefusedException(Reason.ORIGIN_REFUSED, refusal.get());
                }
                yield value;
            }
        };
    }

    private Optional<String> content(SecretKey key) throws SecretRefusedException {
        try {
            return source.content(key);
        } catch (IOException e) {
            throw new SecretRefusedException(
                    Reason.SECRET_MISSING,
                    key + ": can't be read: " + e.getClass().getSimpleName());
        }
    }

    private synchronized void learn(SecretKey key, String value) {
        if (!scan.knows(key, value)) {
            scan = scan.with(key, value);
        }
    }

    /** The key whose value, plain or encoded, is in the text; empty when none is. */
    public Optional<SecretKey> find(byte[] text) {
        return scan.find(text);
    }

    public Optional<SecretKey> find(String text) {
        return scan.find(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Looks into all of a stream. */
    public Optional<SecretKey> find(InputStream text) throws IOException {
        return scan.find(text);
    }

    /** The text, or words in its place when it holds the value of a Secret. */
    public String screened(String text) {
        return find(text).map(key -> "[" + withheld("this text", key) + "]").orElse(text);
    }

    /** The words of a refusal, which begin with its {@link #WITHHELD code}. */
    public static String withheld(String what, SecretKey key) {
        return WITHHELD + ": " + what + " contains the value of " + key;
    }
}
