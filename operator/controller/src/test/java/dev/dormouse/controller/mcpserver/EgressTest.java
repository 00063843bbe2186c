/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.controller.mcpserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dormouse.controller.settings.Network.Family;
import dev.dormouse.crds.v1alpha1.McpServerSpec.ServiceRef;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyEgressRule;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EgressTest {
    private static final ServiceRef BOOKS = new ServiceRef("books", 80, null);

    @Test
    void aServiceIsItsPodsAtThePortThatItSendsTo() {
        assertThat(Egress.toService(BOOKS, service("ClusterIP", "10.0.0.7", new IntOrString("http"))))
                .isEqualTo(pods(new IntOrString("http")));
        assertThat(Egress.toService(BOOKS, service("ClusterIP", "10.0.0.7", new IntOrString(8080))))
                .isEqualTo(pods(new IntOrString(8080)));
        assertThat(Egress.toService(BOOKS, service("ClusterIP", "10.0.0.7", null)))
                .isEqualTo(pods(new IntOrString(80)));
    }

    @Test
    void ofAHeadlessServiceNobodyTranslatesThePort() {
        assertThat(Egress.toService(BOOKS, service("ClusterIP", "None", new IntOrString(8080))))
                .isEqualTo(pods(new IntOrString(80)));
    }

    @Test
    void whatIsNoServiceWithPodsIsNowhereAndSaysWhy() {
        assertThat(message(Egress.toService(BOOKS, Optional.empty())))
                .isEqualTo("Service books doesn't exist in this namespace; make it, or correct spec.service.name");
        assertThat(message(Egress.toService(BOOKS, service("ExternalName", null, null))))
                .contains("type ExternalName");
        assertThat(message(Egress.toService(new ServiceRef("books", 81, null), service("ClusterIP", "10.0.0.7", null))))
                .contains("no TCP port 81");
        var bare = new ServiceBuilder(service("ClusterIP", "10.0.0.7", null).orElseThrow())
                .editSpec()
                .withSelector(Map.of())
                .endSpec()
                .build();
        assertThat(message(Egress.toService(BOOKS, Optional.of(bare)))).contains("no selector");
    }

    @ParameterizedTest
    @CsvSource({
        "https://mcp.example.com/mcp, 443",
        "http://mcp.example.com/mcp, 80",
        "https://mcp.example.com:8443/mcp, 8443"
    })
    void aUrlIsItsPortOfPublicAddresses(String url, int port) {
        assertThat(Egress.toUrl(URI.create(url), List.of(Family.IPV4)))
                .isEqualTo(new Egress.ToPublic(List.of(Family.IPV4), port));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "169.254.169.254",
                "100.100.100.200",
                "168.63.129.16",
                "192.0.0.192",
                "10.1.2.3",
                "172.31.0.1",
                "192.168.1.1",
                "127.0.0.1",
                "0.0.0.0",
                "224.0.0.1",
                "255.255.255.255",
                "fd00:ec2::254",
                "fe80::1",
                "::1",
                "::a9fe:a9fe",
                "64:ff9b::a9fe:a9fe",
                "2002:a9fe:a9fe::1"
            })
    void noMetadataAndNoPrivateAddressIsPublic(String address) throws UnknownHostException {
        assertThat(excepted(address)).as(address).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.1.1.1", "93.184.216.34", "172.32.0.1", "100.128.0.1", "192.0.1.1", "2606:4700::1111"})
    void whatIsPublicIsLetThrough(String address) throws UnknownHostException {
        assertThat(excepted(address)).as(address).isFalse();
    }

    @Test
    void aPolicyOfNowhereLetsNothingThrough() {
        assertThat(rules(new Egress.Nowhere("it isn't there"))).isEmpty();
    }

    private static boolean excepted(String address) throws UnknownHostException {
        var both = List.of(Family.IPV4, Family.IPV6);
        var isV6 = address.contains(":");
        return rules(new Egress.ToPublic(both, 443)).getFirst().getTo().stream()
                .map(peer -> peer.getIpBlock())
                .filter(block -> block.getCidr().contains(":") == isV6)
                .flatMap(block -> block.getExcept().stream())
                .anyMatch(cidr -> holds(cidr, address));
    }

    private static boolean holds(String cidr, String address) {
        try {
            var parts = cidr.split("/");
            var base = InetAddress.ofLiteral(parts[0]).getAddress();
            var other = InetAddress.ofLiteral(address).getAddress();
            if (base.length != other.length) {
                return false;
            }
            var shift = base.length * 8 - Integer.parseInt(parts[1]);
            return new BigInteger(1, base).shiftRight(shift).equals(new BigInteger(1, other).shiftRight(shift));
        } catch (IllegalArgumentException e) {
            throw new AssertionError(cidr, e);
        }
    }

    private static List<NetworkPolicyEgressRule> rules(Egress egress) {
        return ServerPolicy.of("books", new ObjectMeta(), egress).getSpec().getEgress();
    }

    private static Egress.ToPods pods(IntOrString port) {
        return new Egress.ToPods(new TreeMap<>(Map.of("app", "books")), port);
    }

    private static String message(Egress egress) {
        return egress instanceof Egress.Nowhere(var message) ? message : egress.toString();
    }

    private static Optional<Service> service(String type, String clusterIp, IntOrString target) {
        // @formatter:off
        return Optional.of(new ServiceBuilder()
                .withNewSpec()
                .withType(type)
                .withClusterIP(clusterIp)
                .withSelector(Map.of("app", "books"))
                .addNewPort()
                .withPort(80)
                .withTargetPort(target)
                .endPort()
                .endSpec()
                .build());
        // @formatter:on
    }
}
