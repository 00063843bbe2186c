/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.e2e.faults;

import dev.dormouse.e2e.faults.Victim.PodName;
import dev.dormouse.e2e.node.Node;
import java.time.Duration;
import org.awaitility.Awaitility;

/**
 * What the API server sends to a pod is lost on the way, in a table of nftables of the test's own. What the pod sends
 * arrives: its writes are done, and it doesn't hear of it. The kernel of the API server sends again what was lost.
 */
final class Silence implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String RULE =
            "table ip %s { chain out { type filter hook output priority 0; ip daddr %s tcp sport 6443 drop; }; }";
    /** Bytes in both queues of the connections of this state that the filter takes, as "RECEIVED SENT". */
    private static final String QUEUES =
            "ss -Htn state established \"$1\" | awk '{r += $1; s += $2} END {print r+0, s+0}'";

    private final Node node;
    private final PodName pod;
    private final String table;
    private boolean over;

    private Silence(Node node, PodName pod) {
        this.node = node;
        this.pod = pod;
        this.table = "dormouse_" + pod.name().replaceAll("\\W", "_");
    }

    static Silence around(Node node, PodName pod) {
        var silence = new Silence(node, pod);
        node.exec("nft", RULE.formatted(silence.table, pod.ip()));
        return silence;
    }

    /** Ends it, and waits until the kernel of the pod has all that was said meanwhile. */
    void end() {
        over = true;
        node.exec("nft", "delete", "table", "ip", table);
        Awaitility.await("the answer arrives").atMost(PATIENCE).until(() -> unacknowledged() == 0);
    }

    /** Bytes that the API server has sent to the pod and that have not arrived. */
    long unacknowledged() {
        return Long.parseLong(queues("bash", "-c", QUEUES, "queues", "sport = :6443 and dst " + pod.ip())[1]);
    }

    /** Bytes from the API server that have arrived and that the broker has not read. */
    long unread(Zombie zombie) {
        var broker = Long.toString(zombie.pid());
        return Long.parseLong(queues("nsenter", "-n", "-t", broker, "bash", "-c", QUEUES, "queues", "dport = :443")[0]);
    }

    private String[] queues(String... command) {
        return node.exec(command).strip().split(" ");
    }

    @Override
    public void close() {
        if (!over) {
            end();
        }
    }
}
