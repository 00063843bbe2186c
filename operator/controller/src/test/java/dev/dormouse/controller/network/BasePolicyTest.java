/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.controller.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dormouse.controller.settings.Network;
import dev.dormouse.controller.settings.Network.Address;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BasePolicyTest {
    @Test
    void everyPodWithABrokerReachesDnsAndTheApiServerAndNothingReachesIt() {
        var policy = BasePolicy.of(
                "sales",
                new Network.Dns("dns", Map.of("app", "dns"), List.of("169.254.20.10/32"), List.of(53)),
                List.of(new Address("10.0.0.1/32", 443)));

        assertThat(new KubernetesSerialization().asYaml(policy)).isEqualTo("""
                ---
                apiVersion: "networking.k8s.io/v1"
                kind: "NetworkPolicy"
                metadata:
                  labels:
                    app.kubernetes.io/managed-by: "dormouse"
                  name: "dormouse"
                  namespace: "sales"
                spec:
                  egress:
                  - ports:
                    - port: 53
                      protocol: "UDP"
                    - port: 53
                      protocol: "TCP"
                    to:
                    - namespaceSelector:
                        matchLabels:
                          kubernetes.io/metadata.name: "dns"
                      podSelector:
                        matchLabels:
                          app: "dns"
                    - ipBlock:
                        cidr: "169.254.20.10/32"
                  - ports:
                    - port: 443
                      protocol: "TCP"
                    to:
                    - ipBlock:
                        cidr: "10.0.0.1/32"
                  podSelector:
                    matchExpressions:
                    - key: "dormouse.dev/pod"
                      operator: "Exists"
                  policyTypes:
                  - "Ingress"
                  - "Egress"
                """);
    }

    @Test
    void theApiServerIsAtItsServiceAndAtItsEndpoints() {
        // @formatter:off
        var service = new ServiceBuilder()
                .withNewSpec()
                .withClusterIPs("10.96.0.1", "fd00::1")
                .addNewPort()
                .withPort(443)
                .endPort()
                .endSpec()
                .build();
        var slice = new EndpointSliceBuilder()
                .addNewEndpoint()
                .withAddresses("192.168.77.1")
                .endEndpoint()
                .addNewEndpoint()
                .withAddresses("192.168.77.2")
                .endEndpoint()
                .addNewPort()
                .withPort(6443)
                .endPort()
                .build();
        // @formatter:on

        assertThat(ApiServerAddresses.of(Optional.of(service), Optional.of(slice)))
                .containsExactly(
                        new Address("10.96.0.1/32", 443),
                        new Address("fd00::1/128", 443),
                        new Address("192.168.77.1/32", 6443),
                        new Address("192.168.77.2/32", 6443));
        assertThat(ApiServerAddresses.of(Optional.empty(), Optional.empty())).isEmpty();
    }
}
