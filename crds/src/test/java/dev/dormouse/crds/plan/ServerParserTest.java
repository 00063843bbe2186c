/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.crds.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dormouse.crds.plan.Parsed.Accepted;
import dev.dormouse.crds.plan.Parsed.Rejected;
import dev.dormouse.crds.plan.ServerPlan.AuthHeader;
import dev.dormouse.crds.plan.ServerPlan.Reach;
import dev.dormouse.crds.plan.ServerPlan.SecretKey;
import dev.dormouse.crds.v1alpha1.McpServer;
import dev.dormouse.wire.EffectClass;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerParserTest {
    private static final KubernetesSerialization YAML = new KubernetesSerialization();

    @Test
    void aServiceBecomesItsAddressInTheCluster() {
        var plan = plan("service: {name: library, port: 8080, path: /api/mcp}");

        assertThat(plan.endpoint()).isEqualTo(URI.create("http://library.books.svc:8080/api/mcp"));
        assertThat(plan.timeout()).isEqualTo(ServerPlan.DEFAULT_TIMEOUT);
        assertThat(plan.trustAnnotations()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "https://mcp.example.com/, PUBLIC",
        "http://localhost:8080/mcp, LOOPBACK",
        "https://127.0.0.1/mcp, LOOPBACK",
        "http://[::1]:1/mcp, LOOPBACK",
        "https://127.0.0.2/mcp, PUBLIC",
        "https://localhost.example.com/mcp, PUBLIC",
    })
    void onlyAUrlThatSaysLoopbackMayLeadThere(String url, Reach reach) {
        assertThat(plan("url: " + url).reach()).isEqualTo(reach);
        assertThat(plan("service: {name: library, port: 80}").reach()).isEqualTo(Reach.SERVICE);
    }

    @Test
    void aServiceWithoutPathIsAskedAtMcp() {
        assertThat(plan("service: {name: library, port: 80}").endpoint())
                .isEqualTo(URI.create("http://library.books.svc:80/mcp"));
    }

    @Test
    void everythingIsTakenOver() {
        var plan = plan("""
                url: https://mcp.example.com/v1
                auth: {headers: [{name: X-Key, secretRef: {name: s, key: k}}]}
                timeoutSeconds: 5
                trustAnnotations: true
                tools: [{name: a, effect: Read}, {name: b, effect: Idempotent}, {name: c, effect: Write}]
                """);

        assertThat(plan.auth()).containsExactly(new AuthHeader("X-Key", "", new SecretKey("s", "k")));
        assertThat(plan.timeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(plan.trustAnnotations()).isTrue();
        assertThat(plan.overrides())
                .isEqualTo(Map.of("a", EffectClass.READ, "b", EffectClass.IDEMPOTENT, "c", EffectClass.WRITE));
    }

    @Test
    void aBearerTokenIsAnAuthorizationHeader() {
        var plan = plan("""
                url: https://mcp.example.com/
                auth: {bearerTokenSecretRef: {name: s, key: k}}
                """);

        assertThat(plan.auth()).containsExactly(new AuthHeader("Authorization", "Bearer ", new SecretKey("s", "k")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "url: http://localhost:3000/mcp",
                "url: http://127.0.0.1:3000/mcp",
                "url: 'http://[::1]:3000/mcp'",
                "{url: 'http://10.0.0.7/mcp', allowInsecure: true}",
                "url: https://mcp.example.com"
            })
    void theseAddressesAreFine(String spec) {
        assertThat(ServerParser.parse(server(spec))).isInstanceOf(Accepted.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {}                                                        | spec
                    {url: 'https://a', service: {name: a, port: 1}}           | spec
                    url: http://mcp.example.com/                              | spec.url
                    url: http://localhost.example.com/                        | spec.url
                    url: https://user:password@mcp.example.com/               | spec.url
                    url: ftp://mcp.example.com/                               | spec.url
                    url: 'https://mcp.example.com/#a'                         | spec.url
                    url: https:///path                                        | spec.url
                    url: https://mcp.example.com:0/                           | spec.url
                    url: https://mcp.example.com:65536/                       | spec.url
                    url: https://mcp.example.com:99999999999/                 | spec.url
                    service: {name: a}                                        | spec.service.port
                    {url: 'https://a', auth: {}}                              | spec.auth
                    {url: 'https://a', auth: {bearerTokenSecretRef: {name: a}}} | spec.auth.bearerTokenSecretRef.key
                    {url: 'https://a', tools: [{name: a}]}                    | spec.tools[a].effect
                    """)
    void theBadFieldIsNamed(String spec, String field) {
        assertThat(ServerParser.parse(server(spec)))
                .isInstanceOfSatisfying(
                        Rejected.class, rejected -> assertThat(rejected.field()).isEqualTo(field));
    }

    private static ServerPlan plan(String spec) {
        return switch (ServerParser.parse(server(spec))) {
            case Accepted<ServerPlan>(var plan) -> plan;
            case Rejected<ServerPlan> rejected -> throw new AssertionError(rejected.text());
        };
    }

    private static McpServer server(String spec) {
        return YAML.unmarshal("metadata: {name: s, namespace: books}\nspec:\n" + spec.indent(2), McpServer.class);
    }
}
