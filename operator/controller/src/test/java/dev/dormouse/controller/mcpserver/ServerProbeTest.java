/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.controller.mcpserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dormouse.crds.probe.ProbeReport;
import dev.dormouse.crds.probe.ProbeReport.Changes;
import dev.dormouse.crds.testing.ApiServer;
import dev.dormouse.crds.v1alpha1.McpServerStatus;
import dev.dormouse.crds.v1alpha1.Reason;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** There is no kubelet and no probe: the test says what they do. */
class ServerProbeTest {
    private static ServerCluster cluster;

    @BeforeAll
    static void start() {
        cluster = new ServerCluster();
    }

    @AfterAll
    static void stop() {
        if (cluster != null) {
            cluster.close();
        }
    }

    /** Three probes at a time: those of a former test, asked again and again, would leave no place for another. */
    @AfterEach
    void forget() {
        cluster.forgetServers();
    }

    @Test
    void aServerIsAskedOnceAndIsReadyWithItsToolsAndItsCatalogAndTheProbeIsGone() {
        given("asked");

        var probe = probe("asked", 1);
        assertThat(cluster.condition("asked", "Ready")).isEqualTo("Unknown Probing");
        end("asked", 1, found(1, 17, "digest-1", null));

        await().until(() -> cluster.condition("asked", "Ready").equals("True Ready"));
        var status = status("asked");
        assertThat(status.tools()).isEqualTo(17);
        assertThat(status.catalog()).isEqualTo(new McpServerStatus.CatalogRef("mcp-asked-catalog", "digest-1"));
        await().until(() -> !cluster.hasPod("mcp-asked-probe-1"));
        assertThat(probe.getSpec().getContainers().getFirst().getArgs()).containsExactly("probe");
        assertThat(ApiServer.shared()
                        .kubectl("", "-n", cluster.namespace, "get", "mcps", "asked")
                        .output())
                .containsPattern("NAME +READY +REASON +TOOLS +EGRESS-ENFORCED +AGE")
                .containsPattern("asked +True +Ready +17 +True");
    }

    @Test
    void theProbeMayReadItsServerAndFillItsCatalogAndNothingElse() {
        given("narrow");

        var probe = probe("narrow", 1);
        var role = cluster.admin
                .rbac()
                .roles()
                .inNamespace(cluster.namespace)
                .withName(probe.getSpec().getServiceAccountName())
                .require();
        assertThat(role.getRules())
                .extracting(rule -> rule.getResources() + " " + rule.getResourceNames() + " " + rule.getVerbs())
                .containsExactlyInAnyOrder(
                        "[mcpservers] [narrow] [get]", "[configmaps] [mcp-narrow-catalog] [get, update]");
        assertThat(probe.getMetadata().getLabels())
                .containsEntry("dormouse.dev/pod", "probe")
                .containsEntry("mcp.dormouse.dev/narrow", "")
                .doesNotContainKey("dormouse.dev/task");
        assertThat(probe.getMetadata().getOwnerReferences().getFirst().getKind())
                .isEqualTo("McpServer");
    }

    @ParameterizedTest
    @EnumSource(
            value = Reason.class,
            names = {
                "REFUSED",
                "UNAUTHORIZED",
                "NOT_MCP",
                "PROTOCOL_VERSION",
                "SCHEMA_INVALID",
                "SECRET_MISSING",
                "TIMEOUT"
            })
    void aServerThatCannotBeUsedSaysWhyInOneWordAndInASentence(Reason reason) {
        var name = "not-" + reason.name().toLowerCase(Locale.ROOT).replace('_', '-');
        given(name);
        probe(name, 1);

        end(
                name,
                1,
                ProbeReport.failed(1, reason, "the sentence \u001b[31m\u202e").bytes());

        await().until(() -> cluster.condition(name, "Ready").equals("False " + reason.text()));
        assertThat(cluster.said(cluster.namespace, name, "Ready").orElseThrow().message())
                .isEqualTo("the sentence [31m");
        assertThat(status(name).tools()).isNull();
    }

    @Test
    void aNewSpecIsAskedAtOnceAndAToolThatIsAnotherIsAnEvent() {
        var second = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        given("changing");
        probe("changing", 1);
        end("changing", 1, found(1, 2, "digest-1", null), second);
        await().until(() -> cluster.condition("changing", "Ready").equals("True Ready"));

        cluster.apply("""
                apiVersion: dormouse.dev/v1alpha1
                kind: McpServer
                metadata: {name: changing}
                spec: {service: {name: changing, port: 80}, timeoutSeconds: 7}
                """);
        probe("changing", 2);
        var changes = new Changes(List.of("new"), List.of("old"), List.of("read_all"));
        end("changing", 2, found(2, 2, "digest-2", changes), second);

        await().untilAsserted(() -> assertThat(events("changing"))
                .containsExactly("Warning ToolsChanged added new; removed old; changed read_all"));
        await().until(() -> cluster.condition("changing", "Ready").equals("True Ready"));
    }

    @Test
    void aProbeThatEndsWithoutAReportIsNoReportOfTheServer() {
        given("silent");
        probe("silent", 1);

        end("silent", 1, "not a report".getBytes(StandardCharsets.UTF_8));

        await().until(() -> cluster.condition("silent", "Ready").equals("False ProbeFailed"));
    }

    @Test
    void aMissingServiceIsNotAskedForAnything() {
        cluster.server("nowhere");

        await().until(() -> cluster.condition("nowhere", "Ready").equals("False NotResolved"));
        assertThat(cluster.hasPod("mcp-nowhere-probe-1")).isFalse();
    }

    private static void given(String name) {
        cluster.service(name, 8080);
        cluster.server(name);
    }

    private static Pod probe(String server, long generation) {
        await().until(() -> cluster.hasPod(name(server, generation)));
        return cluster.admin
                .pods()
                .inNamespace(cluster.namespace)
                .withName(name(server, generation))
                .require();
    }

    private static String name(String server, long generation) {
        return "mcp-" + server + "-probe-" + generation;
    }

    private static byte[] found(long generation, int tools, String digest, Changes changes) {
        return new ProbeReport(generation, "Ready", tools + " tools", tools, digest, changes).bytes();
    }

    private static void end(String server, long generation, byte[] message) {
        end(server, generation, message, Instant.now().truncatedTo(ChronoUnit.SECONDS));
    }

    /** What the kubelet would have said. */
    private static void end(String server, long generation, byte[] message, Instant at) {
        // @formatter:off
        cluster.admin
                .pods()
                .inNamespace(cluster.namespace)
                .withName(name(server, generation))
                .editStatus(pod -> new PodBuilder(pod)
                        .editOrNewStatus()
                        .withPhase("Succeeded")
                        .addNewContainerStatus()
                        .withName("probe")
                        .withNewState()
                        .withNewTerminated()
                        .withExitCode(0)
                        .withFinishedAt(at.toString())
                        .withMessage(new String(message, StandardCharsets.UTF_8))
                        .endTerminated()
                        .endState()
                        .endContainerStatus()
                        .endStatus()
                        .build());
        // @formatter:on
    }

    private static McpServerStatus status(String server) {
        return cluster.status(cluster.namespace, server).orElseThrow();
    }

    private static List<String> events(String server) {
        return cluster.admin.events().v1().events().inNamespace(cluster.namespace).list().getItems().stream()
                .filter(event -> "McpServer".equals(event.getRegarding().getKind())) // its Service has events, too
                .filter(event -> server.equals(event.getRegarding().getName()))
                .map(event -> event.getType() + " " + event.getReason() + " " + event.getNote())
                .toList();
    }
}
