/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.controller.network;

import dev.dormouse.controller.settings.Labels;
import dev.dormouse.controller.settings.Network;
import dev.dormouse.controller.settings.Network.Address;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyEgressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyEgressRuleBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeerBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The policy of a namespace's pods with a broker: nothing comes in, and nothing goes out but to DNS and the API server.
 * Policies add up: those of the servers allow more, none takes anything away. Pure.
 */
final class BasePolicy {
    static final String NAME = "dormouse";
    private static final String NAME_OF_NAMESPACE = "kubernetes.io/metadata.name";

    private BasePolicy() {}

    static NetworkPolicy of(String namespace, Network.Dns dns, List<Address> apiServer) {
        // @formatter:off
        return new NetworkPolicyBuilder()
                .withNewMetadata()
                .withName(NAME)
                .withNamespace(namespace)
                .addToLabels(Labels.MANAGED_BY, Labels.OPERATOR)
                .endMetadata()
                .withNewSpec()
                .withNewPodSelector()
                .addNewMatchExpression()
                .withKey(Labels.POD)
                .withOperator("Exists")
                .endMatchExpression()
                .endPodSelector()
                .withPolicyTypes("Ingress", "Egress")
                .withEgress(egress(dns, apiServer))
                .endSpec()
                .build();
        // @formatter:on
    }

    private static List<NetworkPolicyEgressRule> egress(Network.Dns dns, List<Address> apiServer) {
        var rules = new ArrayList<NetworkPolicyEgressRule>();
        rules.add(new NetworkPolicyEgressRuleBuilder()
                .withTo(Stream.concat(Stream.of(pods(dns)), dns.cidrs().stream().map(BasePolicy::block))
                        .toList())
                .withPorts(dns.ports().stream()
                        .flatMap(port -> Stream.of(port("UDP", port), port("TCP", port)))
                        .toList())
                .build());
        for (var address : apiServer) {
            rules.add(new NetworkPolicyEgressRuleBuilder()
                    .withTo(block(address.cidr()))
                    .withPorts(port("TCP", address.port()))
                    .build());
        }
        return rules;
    }

    private static NetworkPolicyPeer pods(Network.Dns dns) {
        return new NetworkPolicyPeerBuilder()
                .withNewNamespaceSelector()
                .addToMatchLabels(NAME_OF_NAMESPACE, dns.namespace())
                .endNamespaceSelector()
                .withNewPodSelector()
                .addToMatchLabels(dns.podLabels())
                .endPodSelector()
                .build();
    }

    private static NetworkPolicyPeer block(String cidr) {
        return new NetworkPolicyPeerBuilder()
                .withNewIpBlock()
                .withCidr(cidr)
                .endIpBlock()
                .build();
    }

    private static NetworkPolicyPort port(String protocol, int port) {
        return new NetworkPolicyPort(null, new IntOrString(port), protocol);
    }
}
