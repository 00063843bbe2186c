/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.controller.pods;

import dev.dormouse.crds.plan.ServerPlan;
import dev.dormouse.crds.plan.ServerPlan.SecretKey;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The Secrets that servers name, mounted key by key where the broker looks for them.
 *
 * @param keys by name of the Secret: only those that the servers name, and where the Secret may go
 */
public record SecretVolumes(SortedMap<String, SortedSet<String>> keys) {
    static final String FOLDER = "/var/run/dormouse/secrets/";

    public static SecretVolumes of(List<ServerPlan> servers) {
        var secrets = new TreeMap<String, SortedSet<String>>();
        servers.stream()
                .flatMap(server -> server.auth().stream())
                .map(header -> header.secret())
                .forEach((SecretKey key) -> secrets.computeIfAbsent(
                                key.name(), name -> new TreeSet<>(Set.of(SecretKey.ORIGIN)))
                        .add(key.key()));
        return new SecretVolumes(secrets);
    }

    public List<Volume> volumes() {
        var volumes = new ArrayList<Volume>();
        keys.forEach((name, chosen) -> volumes.add(secret("secret-" + volumes.size(), name, chosen)));
        return volumes;
    }

    public List<VolumeMount> mounts() {
        var mounts = new ArrayList<VolumeMount>();
        keys.keySet().forEach(name -> mounts.add(PodParts.mount("secret-" + mounts.size(), FOLDER + name, true)));
        return mounts;
    }

    /** Optional: a missing one would hang the pod without a word; the broker says which it misses. */
    private static Volume secret(String volume, String name, SortedSet<String> keys) {
        return new VolumeBuilder()
                .withName(volume)
                .withNewSecret()
                .withSecretName(name)
                .withOptional(true)
                .withItems(
                        keys.stream().map(key -> new KeyToPath(key, null, key)).toList())
                .endSecret()
                .build();
    }
}
