/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.e2e.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** More tasks than the node has room for. {@code -De2e.tasks=N} makes it fewer or more than 100. */
@Timeout(3600)
class ManyTasksTest {
    private static final int COUNT = Integer.getInteger("e2e.tasks", 100);
    private static final int WARM_UP = Math.max(10, COUNT / 5);
    private static final Duration PATIENCE = Duration.ofMinutes(30);
    private static final double FLAT = 1.5; // of a JVM: what it has grown to depends on when it last collected
    /** So little that it need not be flat: half of what the chart lets the operator's container have. */
    private static final long SMALL = 224L << 20;

    private final Node node = Node.shared();

    @Test
    void aHundredTasksAppliedAtOnceCompleteAndTheOperatorStaysItsSize() {
        // given
        run("warm", WARM_UP);
        long before = operatorBytes();
        // when
        var start = Instant.now();
        int mostPods = run("many", COUNT);
        var took = Duration.between(start, Instant.now());
        long after = operatorBytes();
        // then
        System.out.printf(
                "ManyTasksTest: %d tasks in %d s, at most %d pods at a time; operator %d MiB before, %d MiB after%n",
                COUNT, took.toSeconds(), mostPods, before >> 20, after >> 20);
        assertThat(mostPods).as("maxPods of the chart").isLessThanOrEqualTo(10);
        assertThat(after)
                .as(
                        "operator's bytes: %d before; at most %.1f times that, or half of its container's limit",
                        before, FLAT)
                .isLessThan(Math.max((long) (before * FLAT), SMALL));
    }

    /** Applies that many tasks with one request, waits until all have completed, and deletes them; returns the peak of pods. */
    private int run(String word, int count) {
        var prefix = Node.unique(word);
        var manifest = new StringBuilder();
        for (int i = 0; i < count; i++) {
            manifest.append(new Task(node, "stories", prefix + "-" + i).manifest("", "one", "return 6 * 7"))
                    .append("---\n");
        }
        node.apply("stories", manifest.toString());
        var most = new int[1];
        Awaitility.await(count + " tasks")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(500))
                .until(() -> {
                    most[0] = Math.max(most[0], livePods(prefix));
                    return completed(prefix) == count;
                });
        var names = tasks(prefix).stream().map(ManyTasksTest::name).toList();
        tasks(prefix)
                .forEach(task -> assertThat(task.at("/status/turns/0/result").asInt())
                        .as(name(task))
                        .isEqualTo(42));
        node.kubectl(command(names));
        return most[0];
    }

    private static String[] command(List<String> names) {
        return java.util.stream.Stream.concat(
                        List.of("-n", "stories", "delete", "agenttask", "--wait=false").stream(), names.stream())
                .toArray(String[]::new);
    }

    private long completed(String prefix) {
        return tasks(prefix).stream()
                .filter(task -> task.at("/status/phase").asText().equals("Completed"))
                .count();
    }

    private List<JsonNode> tasks(String prefix) {
        return node.list("/apis/dormouse.dev/v1alpha1/namespaces/stories/agenttasks").stream()
                .filter(task -> name(task).startsWith(prefix))
                .toList();
    }

    private int livePods(String prefix) {
        return (int) node.list("/api/v1/namespaces/stories/pods").stream()
                .filter(pod -> name(pod).startsWith(prefix))
                .filter(pod -> List.of("Pending", "Running")
                        .contains(pod.at("/status/phase").asText()))
                .count();
    }

    private static String name(JsonNode object) {
        return object.at("/metadata/name").asText();
    }

    /** Resident memory of the operator as its kubelet measures it, every ten seconds or so; once two in a row were alike. */
    private long operatorBytes() {
        var last = new long[1];
        Awaitility.await("a reading of the operator's memory")
                .atMost(Duration.ofMinutes(5))
                .pollInterval(Duration.ofSeconds(16))
                .until(() -> {
                    long now = reading().orElse(0L);
                    boolean settled = now > 0 && Math.abs(now - last[0]) < 4L << 20;
                    last[0] = now;
                    return settled;
                });
        return last[0];
    }

    private Optional<Long> reading() {
        var name = name(node.list("/api/v1/nodes").getFirst());
        var pods = node.get("/api/v1/nodes/" + name + "/proxy/stats/summary").path("pods");
        return StreamSupport.stream(pods.spliterator(), false)
                .filter(pod -> pod.at("/podRef/name").asText().startsWith("dormouse-operator"))
                .map(pod -> pod.at("/memory/rssBytes").asLong())
                .findFirst();
    }
}
