/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.egress;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Tells public addresses from all others. Pure. Of IPv6 only what is allotted to the public (2000::/3) is public, less
 * what embeds or tunnels to IPv4; an IPv4 address that NAT64 embeds is judged as itself.
 */
final class Addresses {
    private static final List<Block> V4 = List.of(
            new Block("0.0.0.0", 8, "unspecified"),
            new Block("10.0.0.0", 8, "private"),
            new Block("100.64.0.0", 10, "carrier-grade NAT's"),
            new Block("127.0.0.0", 8, "loopback"),
            new Block("168.63.129.16", 32, "cloud metadata"),
            new Block("169.254.0.0", 16, "link-local or cloud metadata"),
            new Block("172.16.0.0", 12, "private"),
            new Block("192.0.0.0", 24, "reserved or cloud metadata"),
            new Block("192.0.2.0", 24, "documentation's"),
            new Block("192.88.99.0", 24, "reserved"),
            new Block("192.168.0.0", 16, "private"),
            new Block("198.18.0.0", 15, "private"),
            new Block("198.51.100.0", 24, "documentation's"),
            new Block("203.0.113.0", 24, "documentation's"),
            new Block("224.0.0.0", 4, "multicast"),
            new Block("240.0.0.0", 4, "reserved or broadcast"));

    private static final List<Block> V6 = List.of(
            new Block("::", 128, "unspecified"),
            new Block("::1", 128, "loopback"),
            new Block("::", 8, "reserved or embedded IPv4"),
            new Block("2001::", 23, "reserved or tunnelled"),
            new Block("2001:db8::", 32, "documentation's"),
            new Block("2002::", 16, "tunnelled"),
            new Block("3fff::", 20, "documentation's"),
            new Block("fc00::", 7, "private"),
            new Block("fe80::", 10, "link-local"),
            new Block("fec0::", 10, "private"),
            new Block("ff00::", 8, "multicast"));

    private static final Block NAT64 = new Block("64:ff9b::", 96, "");
    private static final Block ALLOTTED = new Block("2000::", 3, "");

    private Addresses() {}

    /** What kind of address it is, if it is no public one. */
    static Optional<String> kind(InetAddress address) {
        var bytes = address.getAddress();
        if (address instanceof Inet4Address) {
            return named(V4, bytes);
        }
        if (NAT64.holds(bytes)) {
            return named(V4, Arrays.copyOfRange(bytes, 12, 16));
        }
        return named(V6, bytes).or(() -> ALLOTTED.holds(bytes) ? Optional.empty() : Optional.of("reserved"));
    }

    private static Optional<String> named(List<Block> blocks, byte[] address) {
        return blocks.stream()
                .filter(block -> block.holds(address))
                .map(Block::kind)
                .findFirst();
    }

    /** All addresses that begin with the same bits. */
    private record Block(byte[] base, int bits, String kind) {
        Block(String base, int bits, String kind) {
            this(literal(base), bits, kind);
        }

        private static byte[] literal(String address) {
            try {
                return InetAddress.ofLiteral(address).getAddress();
            } catch (IllegalArgumentException e) {
                throw new IllegalStateException(address, e);
            }
        }

        boolean holds(byte[] address) {
            int whole = bits / 8;
            int mask = 0xff00 >> bits % 8 & 0xff;
            return Arrays.equals(base, 0, whole, address, 0, whole)
                    && (mask == 0 || (base[whole] & mask) == (address[whole] & mask));
        }
    }
}
