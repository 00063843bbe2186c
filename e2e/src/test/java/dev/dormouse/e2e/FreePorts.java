/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.e2e;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;

/** Ports of loopback that nobody listened on a moment ago, no two alike: all are held until the last one is chosen. */
final class FreePorts {
    private final Deque<Integer> ports = new ArrayDeque<>();

    FreePorts(int count) throws IOException {
        var sockets = new ArrayList<ServerSocket>();
        try {
            for (int i = 0; i < count; i++) {
                var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                sockets.add(socket);
                ports.add(socket.getLocalPort());
            }
        } finally {
            for (var socket : sockets) {
                socket.close();
            }
        }
    }

    int next() {
        return ports.remove();
    }
}
