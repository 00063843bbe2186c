/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.e2e.walls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dormouse.e2e.Parrot;
import dev.dormouse.e2e.Withheld;
import dev.dormouse.e2e.node.Node;
import dev.dormouse.e2e.node.Task;
import java.io.IOException;
import java.util.Base64;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A server as a pod that repeats its credential; Secrets that are missing, wrong, rotated; a url that leads inwards. */
@Timeout(300)
@TestInstance(Lifecycle.PER_CLASS)
class SecretsTest {
    private static final String NAMESPACE = "walls";
    private static final String ASK = "return (await tools.parrot.whoami({as: 'digest'})).slice('it is '.length);";

    private final Node node = Node.shared();

    @BeforeAll
    void aParrot() throws IOException {
        node.apply(NAMESPACE, """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: parrot}
                binaryData: {Parrot.class: %s}
                ---
                apiVersion: v1
                kind: Service
                metadata: {name: parrot}
                spec: {selector: {app: parrot}, ports: [{port: 8080}]}
                ---
                apiVersion: v1
                kind: Pod
                metadata: {name: parrot, labels: {app: parrot}}
                spec:
                  automountServiceAccountToken: false
                  enableServiceLinks: false
                  securityContext: {runAsNonRoot: true, runAsUser: 1000, seccompProfile: {type: RuntimeDefault}}
                  containers:
                  - name: parrot
                    image: localhost/dormouse-sample:dev
                    imagePullPolicy: IfNotPresent
                    command: [/opt/java/bin/java, -Xmx32m, -cp, "/classes:/app/lib/*", dev.dormouse.e2e.Parrot]
                    readinessProbe: {tcpSocket: {port: 8080}, periodSeconds: 1}
                    resources: {requests: {cpu: 20m, memory: 64Mi}, limits: {memory: 256Mi}}
                    securityContext: {allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: {drop: [ALL]}}
                    volumeMounts:
                    - {name: classes, mountPath: /classes/dev/dormouse/e2e}
                    - {name: tmp, mountPath: /tmp}
                  volumes:
                  - {name: classes, configMap: {name: parrot}}
                  - {name: tmp, emptyDir: {}}
                """.formatted(Base64.getEncoder().encodeToString(parrotsClass())));
        node.kubectl("-n", NAMESPACE, "wait", "pod/parrot", "--for=condition=Ready", "--timeout=120s");
    }

    private static byte[] parrotsClass() throws IOException {
        try (var file = Parrot.class.getResourceAsStream("Parrot.class")) {
            return Objects.requireNonNull(file).readAllBytes();
        }
    }

    private void server(String name, String address) {
        node.apply(NAMESPACE, """
                apiVersion: dormouse.dev/v1alpha1
                kind: McpServer
                metadata: {name: %1$s}
                spec:
                  %2$s
                  auth: {bearerTokenSecretRef: {name: %1$s, key: token}}
                  tools: [{name: whoami, effect: Read}]
                """.formatted(name, address));
    }

    private void parrotCalled(String name) {
        server(name, "service: {name: parrot, port: 8080}");
    }

    private void secret(String name, String data) {
        node.apply(NAMESPACE, """
                apiVersion: v1
                kind: Secret
                metadata: {name: %s}
                stringData: {%s}
                """.formatted(name, data));
    }

    private Task task(String name) {
        return new Task(node, NAMESPACE, name);
    }

    private static String spec(String server) {
        return "  tools: [{name: parrot, serverRef: {name: " + server + "}}]\n";
    }

    @Test
    void noPartOfATaskShowsWhatTheServerRepeats() throws IOException {
        // given
        var value = "demo-parrot-0b7e5d1c93aa";
        var withheld = new Withheld(value);
        var name = Node.unique("repeated");
        secret(name, "token: " + value);
        parrotCalled(name);
        var task = task(name);
        var kept = "  idleSeconds: 60\n" + spec(name);
        // when
        task.apply(kept, "echo", Withheld.ECHO, "carry", Withheld.CARRY);
        task.awaitTurn("carry", "Failed");
        var pod = task.awaitPod();
        // then
        assertThat(task.turn("echo").at("/result/codes").toString()).isEqualTo(Withheld.CODES);
        assertThat(task.turn("echo").at("/result/digest").asText()).isEqualTo(Parrot.digest(value));
        assertThat(task.turn("carry").path("reason").asText()).isEqualTo("SecretWithheld");
        for (var container : new String[] {"broker", "sandbox"}) {
            withheld.isNotIn("log of " + container, node.kubectl("-n", NAMESPACE, "logs", pod, "-c", container));
        }
        assertThat(node.kubectl("-n", NAMESPACE, "logs", pod, "-c", "broker"))
                .contains("| [SecretWithheld: this text contains the value of key token of Secret " + name + "]");
        withheld.isNotIn("task", task.object().toString());
        withheld.isNotIn("pods", task.pods().toString());
        withheld.isNotIn(
                "events",
                node.get("/apis/events.k8s.io/v1/namespaces/" + NAMESPACE + "/events")
                        .toString());
        var state = task.state().orElseThrow();
        withheld.isNotIn("state", state.path("data").toString());
        withheld.isNotInState(state.at("/binaryData/journal"), state.at("/binaryData/snapshot"));
        task.delete();
    }

    @Test
    void aMissingSecretIsSaidAndTheTaskGoesOnByItselfOnceItIsRight() {
        // given
        var name = Node.unique("late");
        parrotCalled(name);
        var task = task(name);
        // when, then
        task.apply(spec(name), "one", ASK);
        var missing = task.awaitCondition("ResolvedRefs", "False", "SecretMissing");
        assertThat(missing.path("message").asText())
                .contains("key token of Secret " + name + ": is missing; make it: kubectl create secret generic");
        task.awaitPhase("Sleeping");
        task.awaitNoPod();
        // when, then
        secret(name, "token: short");
        var refused = task.awaitCondition("ResolvedRefs", "False", "SecretRefused");
        assertThat(refused.path("message").asText()).contains("is shorter than 8 characters");
        // when, then
        secret(name, "token: demo-late-5a1f77c0");
        task.awaitPhase("Completed");
        assertThat(task.turn("one").path("result").asText()).isEqualTo(Parrot.digest("demo-late-5a1f77c0"));
        assertThat(task.condition("ResolvedRefs").path("status").asText()).isEqualTo("True");
    }

    @Test
    void theNextTurnHasARotatedSecret() {
        // given
        var name = Node.unique("rotated");
        secret(name, "token: demo-before-19c2");
        parrotCalled(name);
        var task = task(name);
        task.apply(spec(name), "before", ASK);
        task.awaitPhase("Completed");
        // when
        secret(name, "token: demo-after-88d0");
        task.apply(spec(name), "before", ASK, "after", ASK);
        task.awaitTurn("after", "Completed");
        // then
        assertThat(task.turn("before").path("result").asText()).isEqualTo(Parrot.digest("demo-before-19c2"));
        assertThat(task.turn("after").path("result").asText()).isEqualTo(Parrot.digest("demo-after-88d0"));
    }

    @Test
    void aWaitingPodTakesAnAddedTurnAndLeavesOneForAnotherServerToThePodThatHasItsSecret() {
        // given
        var near = Node.unique("near");
        secret(near, "token: demo-near-40fb");
        parrotCalled(near);
        var other = Node.unique("other");
        secret(other, "token: demo-other-c81e");
        parrotCalled(other);
        var waits = "  idleSeconds: 300\n";
        var task = task(Node.unique("waits"));
        task.apply(waits + spec(near), "one", ASK);
        task.awaitTurn("one", "Completed");
        long first = task.epoch();
        // when, then
        task.apply(waits + spec(near), "one", ASK, "two", ASK);
        assertThat(task.awaitTurn("two", "Completed").path("result").asText())
                .isEqualTo(Parrot.digest("demo-near-40fb"));
        assertThat(task.epoch()).isEqualTo(first);
        // when, then
        task.apply(waits + spec(other), "one", ASK, "two", ASK, "three", ASK);
        assertThat(task.awaitTurn("three", "Completed").path("result").asText())
                .isEqualTo(Parrot.digest("demo-other-c81e"));
        assertThat(task.epoch()).isGreaterThan(first);
        assertThat(task.events()).doesNotContain("PodLost");
        task.delete();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "AddressRefused | url: http://parrot.walls.svc:8080/mcp | '' | parrot.walls.svc leads to the private"
                        + " address",
                "AddressRefused | url: http://169.254.169.254/mcp | '' | metadata address 169.254.169.254",
                "OriginRefused | 'service: {name: parrot, port: 8080}' | https://elsewhere.example | lets it go to"
                        + " https://elsewhere.example only",
            })
    void whereACredentialMayNotGoTheTaskDoesNotBegin(String reason, String address, String origin, String message) {
        // given
        var name = Node.unique("astray");
        secret(name, "token: demo-astray-77e1" + (origin.isEmpty() ? "" : ", dormouse-origin: '" + origin + "'"));
        server(name, address + (address.startsWith("url") ? "\n  allowInsecure: true" : ""));
        var task = task(name);
        // when
        task.apply(spec(name), "one", ASK);
        // then
        assertThat(task.awaitCondition("ResolvedRefs", "False", reason)
                        .path("message")
                        .asText())
                .contains(message);
        task.patch("{\"spec\":{\"desiredState\":\"Cancelled\"}}");
    }

    @Test
    void aSecretMayNameTheOriginOfItsService() {
        var name = Node.unique("at-home");
        secret(name, "token: demo-home-31b9, dormouse-origin: 'http://parrot.walls.svc:8080'");
        parrotCalled(name);
        var task = task(name);

        task.apply(spec(name), "one", ASK);

        task.awaitPhase("Completed");
        assertThat(task.turn("one").path("result").asText()).isEqualTo(Parrot.digest("demo-home-31b9"));
    }
}
