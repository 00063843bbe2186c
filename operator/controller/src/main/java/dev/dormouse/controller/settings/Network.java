/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.controller.settings;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.dormouse.wire.Json;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What pods with a broker may reach whatever they are for, as the chart says it (value {@code network}).
 *
 * @param apiServer where it is; empty: the operator looks it up
 * @param ipFamilies of the cluster: what a server's {@code url} may resolve to
 */
public record Network(Dns dns, List<Address> apiServer, List<Family> ipFamilies) {
    private static final int DNS_PORT = 53;

    public Network(
            @JsonProperty("dns") @Nullable Dns dns,
            @JsonProperty("apiServer") @Nullable List<Address> apiServer,
            @JsonProperty("ipFamilies") @Nullable List<Family> ipFamilies) {
        this.dns = dns == null ? new Dns(null, null, null, null) : dns;
        this.apiServer = apiServer == null ? List.of() : List.copyOf(apiServer);
        this.ipFamilies = ipFamilies == null ? List.of(Family.IPV4) : List.copyOf(ipFamilies);
    }

    /**
     * The cluster's DNS.
     *
     * @param cidrs where it is reached beside its pods, e.g. a cache on each node
     */
    public record Dns(String namespace, Map<String, String> podLabels, List<String> cidrs, List<Integer> ports) {
        public Dns(
                @JsonProperty("namespace") @Nullable String namespace,
                @JsonProperty("podLabels") @Nullable Map<String, String> podLabels,
                @JsonProperty("cidrs") @Nullable List<String> cidrs,
                @JsonProperty("ports") @Nullable List<Integer> ports) {
            this.namespace = namespace == null ? "kube-system" : namespace;
            this.podLabels = podLabels == null ? Map.of("k8s-app", "kube-dns") : new LinkedHashMap<>(podLabels);
            this.cidrs = cidrs == null ? List.of() : List.copyOf(cidrs);
            this.ports = ports == null ? List.of(DNS_PORT) : List.copyOf(ports);
        }
    }

    /** @param cidr a single address is one with /32 or /128 */
    public record Address(String cidr, int port) {}

    /** A family of addresses. */
    public enum Family {
        @JsonProperty("IPv4")
        IPV4,
        @JsonProperty("IPv6")
        IPV6
    }

    /** @throws IllegalArgumentException naming the variable and what is wrong with it */
    static Network from(String json) {
        try {
            return Json.read(json.getBytes(StandardCharsets.UTF_8), Network.class);
        } catch (UncheckedIOException e) {
            throw new IllegalArgumentException("DORMOUSE_NETWORK: not the chart's value network: " + e.getMessage(), e);
        }
    }
}
