/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.e2e.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dormouse.e2e.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** MCP servers of other people, as pods, called from the code of a task. */
@Timeout(300)
class ServersTest {
    private static final String NAMESPACE = "servers";
    private static final List<String> SERVERS = List.of("everything", "filesystem", "memory");
    private static final String CODE = """
            const counts = {}, undescribed = [];
            for (const server of Object.keys(tools)) {
              const names = Object.keys(tools[server]);
              counts[server] = names.length;
              undescribed.push(...names.filter(name => !tools.describe(`${server}.${name}`).includes(name)));
            }
            const path = "/data/note.txt";
            const [sum, echo, declined] = await Promise.all([
              tools.everything["get-sum"]({a: 2, b: 40}),
              tools.everything.echo({message: "hello"}),
              tools.everything["trigger-elicitation-request"]({}),
              tools.filesystem.write_file({path, content: "written by a task"}),
              tools.memory.create_entities({entities: [{name: "Ada", entityType: "person", observations: ["sleeps"]}]}),
            ]);
            const [note, listing, graph] = await Promise.all([
              tools.filesystem.read_text_file({path}),
              tools.filesystem.list_directory({path: "/data"}),
              tools.memory.read_graph({}),
            ]);
            return {counts, undescribed, sum, echo, declined, note, listing, graph};
            """;

    private final Node node = Node.shared();

    @Test
    void codeCallsThreeServersOfOtherPeopleInParallelAndFindsAllTheirTools() throws IOException {
        // given
        node.apply(NAMESPACE, Files.readString(Checkout.ROOT.resolve("e2e/servers/k8s.yaml")));
        SERVERS.forEach(name -> node.apply(NAMESPACE, """
                apiVersion: dormouse.dev/v1alpha1
                kind: McpServer
                metadata: {name: %1$s}
                spec: {service: {name: %1$s, port: 8080, path: /mcp}}
                """.formatted(name)));
        SERVERS.forEach(
                name -> node.kubectl("-n", NAMESPACE, "rollout", "status", "deployment/" + name, "--timeout=120s"));
        Awaitility.await("three servers that are ready, with their numbers of tools")
                .atMost(Task.PATIENCE)
                .until(
                        () -> node.kubectl(
                                "-n",
                                NAMESPACE,
                                "get",
                                "mcpservers",
                                "everything",
                                "filesystem",
                                "memory",
                                "--no-headers"),
                        table -> table.lines()
                                .map(line -> line.split(" +"))
                                .map(row -> row[0] + " " + row[1] + " " + row[3])
                                .toList()
                                .equals(List.of("everything True 17", "filesystem True 14", "memory True 9")));
        // when
        var task = new Task(node, NAMESPACE, Node.unique("tour"));
        var tools = new StringBuilder("  tools:\n");
        SERVERS.forEach(name -> tools.append("  - {name: %1$s, serverRef: {name: %1$s}}%n".formatted(name)));
        task.apply(tools.toString(), "look", CODE);
        task.awaitPhase("Completed", "Failed");
        // then
        var result = task.turn("look").path("result");
        assertThat(result.path("counts").toString())
                .as(task.status().toString())
                .isEqualTo("{\"everything\":17,\"filesystem\":14,\"memory\":9}");
        assertThat(result.path("undescribed")).isEmpty();
        assertThat(result.path("sum").toString()).contains("42");
        assertThat(result.path("echo").toString()).contains("hello");
        assertThat(result.path("declined").toString()).contains("decline");
        assertThat(result.path("note").toString()).contains("written by a task");
        assertThat(result.path("listing").toString()).contains("note.txt");
        assertThat(result.path("graph").toString()).contains("Ada").contains("sleeps");
    }
}
