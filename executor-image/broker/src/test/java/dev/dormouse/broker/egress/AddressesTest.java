/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.egress;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "8.8.8.8",
                "1.1.1.1",
                "9.255.255.255",
                "11.0.0.0",
                "100.63.255.255",
                "100.128.0.0",
                "126.0.0.1",
                "128.0.0.1",
                "168.63.129.15",
                "169.253.255.255",
                "169.255.0.0",
                "172.15.255.255",
                "172.32.0.0",
                "192.167.255.255",
                "192.169.0.0",
                "198.17.255.255",
                "198.20.0.0",
                "223.255.255.255",
                "2606:4700:4700::1111",
                "2a00:1450::1",
                "2001:4860:4860::8888",
                "64:ff9b::8.8.8.8",
                "::ffff:8.8.8.8",
            })
    void publicAddressesAreOpen(String address) {
        assertThat(Addresses.kind(InetAddress.ofLiteral(address))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "0.0.0.0, unspecified",
        "0.1.2.3, unspecified",
        "10.0.0.1, private",
        "10.255.255.255, private",
        "100.64.0.1, carrier",
        "100.100.100.200, carrier",
        "100.127.255.255, carrier",
        "127.0.0.1, loopback",
        "127.255.0.1, loopback",
        "168.63.129.16, metadata",
        "169.254.169.254, metadata",
        "169.254.0.1, link-local",
        "172.16.0.1, private",
        "172.31.255.255, private",
        "192.0.0.192, metadata",
        "192.168.1.1, private",
        "198.19.0.1, private",
        "224.0.0.1, multicast",
        "239.255.255.255, multicast",
        "255.255.255.255, broadcast",
        "::, unspecified",
        "::1, loopback",
        "::10.0.0.1, embedded",
        "::ffff:10.0.0.1, private",
        "::ffff:127.0.0.1, loopback",
        "::ffff:169.254.169.254, metadata",
        "64:ff9b::10.0.0.1, private",
        "64:ff9b::169.254.169.254, metadata",
        "64:ff9b::7f00:1, loopback",
        "64:ff9b:1::8.8.8.8, embedded",
        "100::1, reserved",
        "2001::1, tunnelled",
        "2001:db8::1, documentation",
        "2002:0a00:0001::1, tunnelled",
        "4000::1, reserved",
        "fc00::1, private",
        "fd00:ec2::254, private",
        "fdff::1, private",
        "fe80::1, link-local",
        "febf::1, link-local",
        "fec0::1, private",
        "ff02::1, multicast",
    })
    void allOthersAreNamed(String address, String kind) {
        assertThat(Addresses.kind(InetAddress.ofLiteral(address)))
                .get()
                .asString()
                .contains(kind);
    }
}
