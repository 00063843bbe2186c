/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.dormouse.broker.egress.GuardedResolverProvider;
import dev.dormouse.broker.egress.ScriptedNames;
import dev.dormouse.broker.model.ToolServer.ServerUnavailableException;
import dev.dormouse.broker.secrets.Keyring;
import dev.dormouse.crds.plan.Origin;
import dev.dormouse.crds.plan.ServerPlan.Reach;
import dev.dormouse.crds.v1alpha1.Reason;
import java.io.IOException;
import java.net.URI;
import java.net.spi.InetAddressResolverProvider;
import java.util.Arrays;
import java.util.Optional;
import java.util.ServiceLoader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a {@code url} may lead, tried on the wire: a real server on loopback that must not be reached. */
class EgressTest {
    private static final String PUBLIC = "192.31.196.7";

    private final RawServer inside;

    EgressTest() throws IOException {
        inside = new RawServer()
                .on("tools/call", (request, wire) -> wire.json(200, "", RawServer.text(request.id(), "done")));
    }

    @AfterEach
    void close() throws IOException {
        inside.close();
    }

    private McpToolServer client(String host, Reach reach) {
        var endpoint = URI.create("http://" + host + ":" + inside.endpoint().getPort() + "/mcp");
        return new McpToolServer(
                Client.plan(endpoint, reach),
                new Keyring(key -> key.key().equals("token") ? Optional.of("secret-token") : Optional.empty()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "[::1]",
                "[::ffff:127.0.0.1]",
                "[0:0:0:0:0:ffff:7f00:1]",
                "127.0.0.2",
                "0.0.0.0",
                "[::]",
                "localhost",
            })
    void anAddressOfThisMachineIsRefusedHoweverItIsWritten(String host) {
        try (var client = client(host, Reach.PUBLIC)) {
            assertThat(Client.kind(client.send(Client.call("key-1")))).isEqualTo("Failed AddressRefused");
        }
        assertThat(inside.connections()).isZero();
    }

    @Test
    void aNameThatLeadsInIsRefusedWithTheRemedy() {
        // given
        ScriptedNames.script("inside.test", "127.0.0.1");
        try (var client = client("inside.test", Reach.PUBLIC)) {
            // when
            var refused = catchThrowableOfType(ServerUnavailableException.class, client::listTools);
            // then
            assertThat(refused.reason()).contains(Reason.ADDRESS_REFUSED);
            assertThat(refused)
                    .hasMessageContaining(
                            "McpServer books spec.url: inside.test leads to the loopback address 127.0.0.1;"
                                    + " a url may lead to public addresses only. For a server in the cluster");
        }
        assertThat(inside.connections()).isZero();
    }

    @Test
    void aNameThatLeadsBothInAndOutIsRefused() {
        ScriptedNames.script("both.test", PUBLIC + " 127.0.0.1");
        try (var client = client("both.test", Reach.PUBLIC)) {
            assertThat(Client.kind(client.send(Client.call("key-1")))).isEqualTo("Failed AddressRefused");
        }
        assertThat(inside.connections()).isZero();
    }

    /** The check sees a public address, and the connection looks the name up again: DNS rebinding. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void aNameThatTurnsInwardsAfterTheCheckIsNotFollowed(int publicAnswers) {
        // given
        var host = "rebinding-" + publicAnswers + ".test";
        var answers = new String[publicAnswers + 1];
        Arrays.fill(answers, PUBLIC);
        answers[publicAnswers] = "127.0.0.1";
        ScriptedNames.script(host, answers);
        try (var client = client(host, Reach.PUBLIC)) {
            // when
            for (int i = 0; i < 3; i++) {
                assertThat(Client.kind(client.send(Client.call("key-" + i)))).isIn("NotSent", "Failed AddressRefused");
            }
            // then
            assertThat(Client.kind(client.send(Client.call("last")))).isEqualTo("Failed AddressRefused");
        }
        assertThat(ScriptedNames.lookups(host)).isGreaterThan(publicAnswers);
        assertThat(inside.connections()).isZero();
    }

    @Test
    void aNameThatComesBackIsOpenAgain() {
        ScriptedNames.script("back.test", "10.0.0.1", PUBLIC);
        try (var client = client("back.test", Reach.PUBLIC)) {
            assertThat(Client.kind(client.send(Client.call("key-1")))).isEqualTo("Failed AddressRefused");
            assertThat(Client.kind(client.send(Client.call("key-2")))).isEqualTo("NotSent");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void aRedirectIsNotFollowedAndNoCredentialGoesThere(int status) throws IOException {
        try (var elsewhere = new RawServer();
                var client = client("localhost", Reach.LOOPBACK)) {
            // given
            inside.on(
                    "tools/call",
                    (request, wire) -> wire.json(status, "Location: " + elsewhere.endpoint() + "\r\n", ""));
            // when
            var outcome = client.send(Client.call("key-1"));
            // then
            assertThat(Client.kind(outcome)).isEqualTo("Failed RedirectRefused");
            assertThat(inside.received("tools/call"))
                    .singleElement()
                    .satisfies(request ->
                            assertThat(request.headers()).containsEntry("authorization", "Bearer secret-token"));
            assertThat(elsewhere.connections()).isZero();
        }
    }

    @Test
    void aSecretThatNamesAnotherOriginIsNotSent() {
        // given
        try (var client = new McpToolServer(
                Client.plan(inside.endpoint(), Reach.LOOPBACK),
                new Keyring(
                        key -> Optional.of(key.key().equals("token") ? "secret-token" : "https://books.example\n")))) {
            // when
            var refused = catchThrowableOfType(ServerUnavailableException.class, client::listTools);
            // then
            assertThat(refused.reason()).contains(Reason.ORIGIN_REFUSED);
            assertThat(refused)
                    .hasMessageContaining("lets it go to https://books.example only, and McpServer books is at "
                            + Origin.of(inside.endpoint()));
            assertThat(Client.kind(client.send(Client.call("key-1")))).isEqualTo("Failed OriginRefused");
        }
        assertThat(inside.connections()).isZero();
    }

    @Test
    void aServiceIsWhereTheClusterSays() {
        ScriptedNames.script("books.sales.svc", "127.0.0.1");
        try (var client = client("books.sales.svc", Reach.SERVICE)) {
            assertThat(client.send(Client.call("key-1"))).isEqualTo(Client.ok("\"done\""));
        }
    }

    /** The JVM's own rule for localhost: with no answer that may be given out, it is the loopback address. */
    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "10.0.0.1", PUBLIC})
    void localhostIsThisMachineWhateverTheNameServiceSays(String answer) {
        ScriptedNames.script("localhost", answer);
        try (var client = client("localhost", Reach.LOOPBACK)) {
            assertThat(client.send(Client.call("key-1"))).isEqualTo(Client.ok("\"done\""));
        } finally {
            ScriptedNames.script("localhost", "127.0.0.1");
        }
    }

    @Test
    void theJvmFindsTheGuardByItself() {
        assertThat(ServiceLoader.load(InetAddressResolverProvider.class).stream())
                .anyMatch(provider -> provider.type().equals(GuardedResolverProvider.class));
    }
}
