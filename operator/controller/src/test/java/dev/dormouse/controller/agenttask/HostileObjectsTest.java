/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.controller.agenttask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dormouse.crds.testing.ApiServer;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Objects that the API server takes and that are hard to read. An operator that can't read one of them reads none of the
 * kind: its watch ends, and it with the watch. So each is there before the operator starts, and again while it runs.
 */
class HostileObjectsTest {
    /** The API server reads no deeper than 10,000; the object around the inputs takes three. */
    private static final int DEEPEST = 9_990;

    private static Cluster cluster;

    @BeforeAll
    static void start() {
        cluster = new Cluster(100);
    }

    @AfterAll
    static void stop() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"lists, '[', ']'", "objects, '{\"a\":', '}'"})
    void aTaskWithInputsBeyondMeasureIsRefusedAndTheOneBesideItRuns(String name, String open, String close) {
        var deep = open.repeat(DEEPEST) + (open.equals("[") ? "" : "1") + close.repeat(DEEPEST);

        assertRefused(name, deep, "spec.inputs: is nested deeper than 190 levels");
    }

    @Test
    void aKeyBeyondMeasureToo() {
        assertRefused("key", "{\"" + "k".repeat(900_000) + "\": 1}", "spec.inputs: has 900006 bytes of JSON");
    }

    @Test
    void aNumberBeyondMeasureToo() {
        assertRefused(
                "number",
                "[" + "9".repeat(300) + "." + "1".repeat(100_000) + ", \"" + "x".repeat(66_000) + "\"]",
                "spec.inputs: has ");
    }

    /** After three groups of four bytes Jackson's hash of a name is a sum, which no order of its summands changes. */
    @Test
    void keysThatCollideToo() {
        var keys = orders(List.of("aaaa", "bbbb", "cccc", "dddd", "eeee", "ffff", "gggg"))
                .map(order -> "\"" + "x".repeat(12) + order + "\":1")
                .collect(Collectors.joining(",", "{", "}"));

        assertRefused("keys", keys, "spec.inputs: has ");
    }

    private static Stream<String> orders(List<String> words) {
        return words.isEmpty()
                ? Stream.of("")
                : words.stream()
                        .flatMap(first -> orders(words.stream()
                                        .filter(word -> !word.equals(first))
                                        .toList())
                                .map(rest -> first + rest));
    }

    private static void assertRefused(String name, String inputs, String message) {
        create(name, inputs);
        awaitRefused(name, message);
        cluster.apply("beside-" + name, "one");
        await().until(() -> cluster.pod("beside-" + name, 1).isPresent());

        try (var another = new Cluster(100, cluster.namespace)) {
            another.apply("after-" + name, "one");
            await().until(() -> another.pod("after-" + name, 1).isPresent());
        }
    }

    private static void awaitRefused(String name, String message) {
        await().untilAsserted(() -> assertThat(accepted(name)).startsWith("False " + message));
    }

    private static void create(String name, String inputs) {
        var task = """
                {"apiVersion": "dormouse.dev/v1alpha1", "kind": "AgentTask", "metadata": {"name": "%s"},
                 "spec": {"turns": [{"name": "one", "code": "1"}], "inputs": %s}}
                """.formatted(name, inputs);
        var answer = ApiServer.shared()
                .kubectl(
                        task,
                        "create",
                        "--raw",
                        "/apis/dormouse.dev/v1alpha1/namespaces/" + cluster.namespace + "/agenttasks",
                        "-f",
                        "-");
        assertThat(answer.ok()).as(() -> head(answer.output())).isTrue();
    }

    private static String accepted(String name) {
        var condition = "{.status.conditions[?(@.type==\"Accepted\")]";
        return head(ApiServer.shared()
                .kubectl(
                        "",
                        "-n",
                        cluster.namespace,
                        "get",
                        "agenttask",
                        name,
                        "-o",
                        "jsonpath=" + condition + ".status} " + condition + ".message}")
                .output());
    }

    private static String head(String text) {
        return text.substring(0, Math.min(300, text.length()));
    }
}
