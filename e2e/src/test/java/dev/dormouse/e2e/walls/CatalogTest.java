/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.e2e.walls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dormouse.e2e.node.Node;
import dev.dormouse.e2e.node.Task;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;

/** Servers that aren't as one would wish, asked by real probes and called by a real task. */
@Timeout(300)
@TestInstance(Lifecycle.PER_CLASS)
class CatalogTest {
    private static final String NAMESPACE = "walls";

    private final Node node = Node.shared();
    private final Pods pods = new Pods(node, NAMESPACE);
    private final String run = Node.unique("odd");

    @BeforeAll
    void servers() {
        pods.start(run, "strange", Map.of("app", run), Map.entry("NOTHING", ""));
        node.apply(NAMESPACE, """
                apiVersion: v1
                kind: Service
                metadata: {name: %1$s}
                spec:
                  selector: {app: %1$s}
                  ports: [{name: a, port: 8081}, {name: b, port: 8082}, {name: c, port: 8083}, {name: d, port: 8084}, {name: e, port: 8085}]
                """.formatted(run));
        pods.awaitRunning(run);
    }

    @AfterAll
    void putBack() {
        node.kubectl("-n", NAMESPACE, "delete", "mcpserver", "-l", "run=" + run, "--wait=false");
        node.kubectl("-n", NAMESPACE, "delete", "service", run);
        node.kubectl("-n", NAMESPACE, "delete", "pod", run);
    }

    @Test
    void aServerThatWantsATokenSaysSo() {
        var ready = server("unauthorized", 8081).await("Ready", "False", "Unauthorized");

        assertThat(ready.path("message").asText()).contains("refused the credentials (401)");
    }

    @Test
    void aWebPageIsNotMcp() {
        var ready = server("page", 8082).await("Ready", "False", "NotMcp");

        assertThat(ready.path("message").asText()).contains("isn't JSON");
    }

    @Test
    void aVersionOfTheFutureIsNamedWithoutItsTerminalSequence() {
        var ready = server("future", 8083).await("Ready", "False", "ProtocolVersion");

        assertThat(ready.path("message").asText()).contains("2099-12-31[2J").doesNotContain("\u001b");
    }

    @Test
    void aPortWhereNobodyListensRefuses() {
        server("closed", 8085).await("Ready", "False", "Refused");
    }

    @Test
    void aMissingSecretIsNamed() {
        var server = Server.of(
                NAMESPACE,
                run + "-poor",
                "{service: {name: " + run + ", port: 8084}, auth: {bearerTokenSecretRef: {name: " + run
                        + ", key: token}}}");
        label(server);

        var ready = server.await("Ready", "False", "SecretMissing");
        assertThat(ready.path("message").asText()).contains("key token of Secret " + run);
    }

    @Test
    void whatAHostileServerSaysOfItsToolsIsListedWhereItCanBeUsedAndHarmsNobody() {
        var server = server("hostile", 8084);

        var ready = server.await("Ready", "False", "SchemaInvalid");

        assertThat(ready.path("message").asText())
                .startsWith("5 tools; 7 left out: ")
                .doesNotContainPattern("[\\p{Cc}\\p{Cf}]");
        assertThat(server.object().at("/status/tools").asInt()).isEqualTo(5);
        var catalog = node.get("/api/v1/namespaces/" + NAMESPACE + "/configmaps/"
                + server.object().at("/status/catalog/configMap").asText());
        assertThat(catalog.at("/data/digest").asText())
                .isEqualTo(server.object().at("/status/catalog/digest").asText());

        server.apply("{service: {name: " + run + ", port: 8084}, timeoutSeconds: 29}");
        Awaitility.await("the event")
                .atMost(Duration.ofSeconds(180))
                .until(() -> server.events().contains("ToolsChanged changed shifty"));
        called(server);
    }

    private void called(Server server) {
        var task = new Task(node, NAMESPACE, Node.unique("caller"));
        task.apply("  tools: [{name: odd, serverRef: {name: " + server.name() + "}}]\n", "call", """
                const names = Object.keys(tools.odd);
                const said = [];
                for (const name of ["constructor", "__proto__", "then", "toString"]) said.push(await tools.odd[name]({}));
                return {names, said, described: tools.describe("odd.constructor")};
                """);
        task.awaitPhase("Completed", "Failed");
        var result = task.turn("call").path("result");
        assertThat(result.path("names").toString())
                .as(task.status().toString())
                .isEqualTo("[\"constructor\",\"__proto__\",\"then\",\"toString\",\"shifty\"]");
        assertThat(result.path("said").toString())
                .isEqualTo("[\"called constructor\",\"called __proto__\",\"called then\",\"called toString\"]");
        assertThat(result.path("described").asText()).doesNotContainPattern("[\\p{Cf}\\u001b]");
        task.delete();
    }

    private Server server(String name, int port) {
        var server = Server.of(NAMESPACE, run + "-" + name, "{service: {name: " + run + ", port: " + port + "}}");
        label(server);
        return server;
    }

    private void label(Server server) {
        node.kubectl("-n", NAMESPACE, "label", "mcpserver", server.name(), "run=" + run, "--overwrite");
    }
}
