/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.crds.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.dormouse.crds.plan.ServerPlan.SecretKey;
import dev.dormouse.crds.plan.TaskPlan.CodeSource.FromConfigMap;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class TaskFileTest {
    private static final String TASK = """
            apiVersion: dormouse.dev/v1alpha1
            kind: AgentTask
            metadata: {name: overdue, uid: from-a-cluster, generation: 9}
            spec:
              tools: [{name: books, serverRef: {name: books}}]
              turns:
              - {name: one, code: "1 + 1"}
              - {name: two, codeFrom: {configMapKeyRef: {name: programs, key: two.js}}}
            status: {phase: Running}
            """;
    private static final String SERVER = """
            apiVersion: dormouse.dev/v1alpha1
            kind: McpServer
            metadata: {name: books}
            spec:
              url: http://localhost:8080/mcp
              auth: {bearerTokenSecretRef: {name: books, key: token}}
            """;
    private static final String SECRET = """
            apiVersion: v1
            kind: Secret
            metadata: {name: books}
            data: {other: c2VjcmV0}
            stringData: {token: swordfish}
            """;
    private static final String CONFIG_MAP = """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: programs}
            data: {two.js: "2 + 2"}
            """;
    private static final String RUNTIME = """
            apiVersion: dormouse.dev/v1alpha1
            kind: AgentRuntime
            metadata: {name: default}
            spec: {limits: {cpuSeconds: 7}}
            """;

    @Test
    void allOfATaskStandsInOneFile() throws TaskFileException {
        var file = TaskFile.parse(file(TASK, SERVER, SECRET, CONFIG_MAP, RUNTIME));

        assertThat(file.task().ref().name()).isEqualTo("overdue");
        assertThat(file.task().ref().uid()).isEmpty();
        assertThat(file.task().generation()).isZero();
        assertThat(file.task().limits().cpu()).isEqualTo(Duration.ofSeconds(7));
        assertThat(file.task().identified("u", 3).ref().uid()).isEqualTo("u");
        assertThat(file.servers().get("books"))
                .satisfies(server -> assertThat(server.endpoint()).isEqualTo(URI.create("http://localhost:8080/mcp")));
        assertThat(file.secrets())
                .containsEntry(new SecretKey("books", "token"), "swordfish")
                .containsEntry(new SecretKey("books", "other"), "secret");
        assertThat(file.code()).containsEntry(new FromConfigMap("programs", "two.js"), "2 + 2");
        assertThat(file).asString().doesNotContain("swordfish");
    }

    @Test
    void everyReferenceMustLeadSomewhere() {
        assertThat(problems(file(TASK, SERVER)))
                .containsExactly(
                        "document 1 (AgentTask overdue): spec.turns[1].codeFrom.configMapKeyRef: the file has no"
                                + " ConfigMap programs with the key two.js",
                        "document 2 (McpServer books): spec.auth: the file has no Secret books with a value under the"
                                + " key token");
        assertThat(problems(file(TASK, CONFIG_MAP)))
                .containsExactly("document 1 (AgentTask overdue): spec.tools[0].serverRef.name: the file has no"
                        + " McpServer books; it has none");
        assertThat(problems(file(TASK.replace("tools:", "runtimeRef: {name: big}\n  tools:"))))
                .containsExactly("document 1 (AgentTask overdue): spec.runtimeRef.name: there is no AgentRuntime big;"
                        + " make one, or remove runtimeRef");
    }

    @Test
    void theSchemaOfTheClusterHoldsHereToo() {
        var bad = TASK.replace("code: \"1 + 1\"", "kode: \"1 + 1\"").replace("name: two", "name: Two");

        assertThat(problems(file(bad, SERVER.replace("url: http://localhost:8080/mcp", "timeoutSeconds: 0"))))
                .containsExactlyInAnyOrder(
                        "document 1 (AgentTask overdue): spec.turns[0]: has no field kode; its fields are code,"
                                + " codeFrom, name",
                        "document 1 (AgentTask overdue): spec.turns[1].name: does not match the regex pattern"
                                + " ^[a-z0-9]([-a-z0-9]*[a-z0-9])?$",
                        "document 2 (McpServer books): spec.timeoutSeconds: must have a minimum value of 1");
        assertThat(problems(TASK.replace("turns:", "turnz:")))
                .contains("document 1 (AgentTask overdue): spec: turns is missing; add it");
    }

    @Test
    void theRulesOfTheClusterHoldHereToo() {
        assertThat(problems(file(TASK, SERVER.replace("localhost", "example.com"))))
                .singleElement()
                .asString()
                .startsWith("document 2 (McpServer books): spec.url: must be https");
        assertThat(problems(
                        file(TASK, SERVER.replace("url: http://localhost:8080/mcp", "service: {name: a, port: 1}"))))
                .containsExactly(
                        "document 2 (McpServer books): spec.service: there is no cluster here to find a Service"
                                + " in; give url");
    }

    @Test
    void aSecretThatCannotBeSentIsRefusedBeforeAnythingRuns() {
        assertThat(problems(file(TASK, SERVER, SECRET.replace("swordfish", "fish"), CONFIG_MAP)))
                .singleElement()
                .asString()
                .startsWith("document 2 (McpServer books): spec.auth: key token of Secret books: is shorter than 8");
        assertThat(problems(file(
                        TASK,
                        SERVER,
                        SECRET.replace("swordfish", "swordfish, dormouse-origin: 'https://a.example'"),
                        CONFIG_MAP)))
                .singleElement()
                .asString()
                .contains("lets it go to https://a.example only, and McpServer books is at http://localhost:8080");
    }

    @Test
    void whatIsNotATaskFileIsRefused() {
        assertThat(problems("")).containsExactly("a task file holds exactly one AgentTask, this one holds 0");
        assertThat(problems(file(TASK, TASK)))
                .containsExactly(
                        "document 2 (AgentTask overdue): metadata.name: is taken by document 1; rename one",
                        "a task file holds exactly one AgentTask, this one holds 2");
        assertThat(problems("a: [")).singleElement().asString().startsWith("not YAML in line 1");
        assertThat(problems("just words")).singleElement().asString().contains("document 1: kind: a task file holds");
        assertThat(problems(TASK.replace("uid: from-a-cluster", "name: twice")))
                .singleElement()
                .asString()
                .contains("Duplicate field 'name'");
        assertThat(problems(file(TASK, "{apiVersion: v1, kind: Pod, metadata: {name: a}}")))
                .singleElement()
                .asString()
                .contains("document 2 (Pod a): kind: ");
        assertThat(problems(file(TASK, SECRET.replace("c2VjcmV0", "'*'"))))
                .contains("document 2 (Secret books): data.other: is not base64; encode it, or use stringData");
    }

    private static List<String> problems(String yaml) {
        var thrown = catchThrowableOfType(TaskFileException.class, () -> TaskFile.parse(yaml));
        return thrown.problems().stream().map(Problem::toString).toList();
    }

    private static String file(String... documents) {
        return String.join("---\n", documents);
    }
}
