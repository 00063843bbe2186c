/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.controller.mcpserver;

import dev.dormouse.controller.settings.Labels;
import dev.dormouse.controller.settings.Network.Family;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyEgressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyEgressRuleBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeerBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import java.util.List;

/** The policy of one server: pods that may call it may send there. Pure. */
final class ServerPolicy {
    /**
     * Private, shared, loopback, link-local (with it the metadata service of most clouds), multicast and reserved ranges,
     * and two metadata services that hide among public addresses.
     */
    static final List<String> NOT_PUBLIC_V4 = List.of(
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "168.63.129.16/32",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "224.0.0.0/4",
            "240.0.0.0/4");

    /** Likewise, and what carries an IPv4 address inside; fd00:ec2::254 is in the third. */
    static final List<String> NOT_PUBLIC_V6 = List.of(
            "::/96", "::ffff:0:0/96", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8", "64:ff9b::/96", "2002::/16");

    private ServerPolicy() {}

    static NetworkPolicy of(String server, ObjectMeta meta, Egress egress) {
        // @formatter:off
        return new NetworkPolicyBuilder()
                .withMetadata(meta)
                .withNewSpec()
                .withNewPodSelector()
                .addToMatchLabels(Labels.mayCall(server), "")
                .endPodSelector()
                .withPolicyTypes("Egress")
                .withEgress(rules(egress))
                .endSpec()
                .build();
        // @formatter:on
    }

    private static List<NetworkPolicyEgressRule> rules(Egress egress) {
        return switch (egress) {
            case Egress.Nowhere _ -> List.of();
            case Egress.ToPods(var selector, var port) ->
                List.of(rule(
                        List.of(new NetworkPolicyPeerBuilder()
                                .withNewPodSelector()
                                .addToMatchLabels(selector)
                                .endPodSelector()
                                .build()),
                        port));
            case Egress.ToPublic(var families, var port) ->
                List.of(rule(families.stream().map(ServerPolicy::anywhere).toList(), new IntOrString(port)));
        };
    }

    private static NetworkPolicyPeer anywhere(Family family) {
        return switch (family) {
            case IPV4 -> block("0.0.0.0/0", NOT_PUBLIC_V4);
            case IPV6 -> block("::/0", NOT_PUBLIC_V6);
        };
    }

    private static NetworkPolicyPeer block(String cidr, List<String> except) {
        return new NetworkPolicyPeerBuilder()
                .withNewIpBlock()
                .withCidr(cidr)
                .withExcept(except)
                .endIpBlock()
                .build();
    }

    private static NetworkPolicyEgressRule rule(List<NetworkPolicyPeer> to, IntOrString port) {
        return new NetworkPolicyEgressRuleBuilder()
                .withTo(to)
                .withPorts(new NetworkPolicyPort(null, port, "TCP"))
                .build();
    }
}
