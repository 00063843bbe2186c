/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.controller.authority;

import static dev.dormouse.controller.authority.Authority.denial;
import static dev.dormouse.controller.authority.Authority.getSecret;
import static dev.dormouse.controller.authority.Authority.object;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Who writes an McpServer or AgentRuntime may get each Secret that it names. */
class SecretsPolicyTest {
    private static final String BEARER =
            "{url: 'https://%s.example.com/mcp', auth: {bearerTokenSecretRef:" + " {name: books-token, key: token}}}";

    private final Authority authority = Authority.shared();

    @Test
    void whoMayGetASecretPointsAServerAtIt() {
        var anna = authority.person("anna", "dormouse-admin");
        authority.grant("anna", getSecret("books-token"));

        assertThat(anna.applies(object("McpServer", "annas", BEARER.formatted("books"))))
                .isEmpty();
    }

    @Test
    void whoMayNotIsToldWhichSecretAndWhatToDo() {
        var alice = authority.person("alice", "dormouse-admin");
        authority.grant("alice", getSecret("another-token"));

        assertThat(alice.applies(object("McpServer", "alices", BEARER.formatted("books"))))
                .isEqualTo(denial(
                        "mcpservers.dormouse.dev \"alices\"",
                        "servers",
                        "spec.auth names Secret books-token, which alice may not get in namespace sales; let somebody"
                                + " write this McpServer who may, or ask for a Role with get on that Secret"));
    }

    @Test
    void aServerWithoutSecretsNeedsNoRightToAny() {
        var bob = authority.person("bob", "dormouse-admin");

        assertThat(bob.applies(object("McpServer", "bobs", "{service: {name: clock, port: 80}}")))
                .isEmpty();
    }

    @Test
    void theLastOfSixteenHeadersIsLookedAtToo() {
        var carol = authority.person("carol", "dormouse-admin");
        authority.grant(
                "carol",
                getSecret(IntStream.range(0, 15).mapToObj(i -> "key-" + i).toArray(String[]::new)));

        var denied = carol.applies(object("McpServer", "carols", headers()));
        authority.grant("carol", getSecret("key-15"));
        var allowed = carol.applies(object("McpServer", "carols", headers()));

        assertThat(denied).contains("spec.auth names Secret key-15, which carol may not get in namespace sales");
        assertThat(allowed).isEmpty();
    }

    private static String headers() {
        return "{url: 'https://a.example.com/mcp', auth: {headers: ["
                + IntStream.range(0, 16)
                        .mapToObj(i -> "{name: X-%d, secretRef: {name: key-%1$d, key: k}}".formatted(i))
                        .collect(Collectors.joining(", "))
                + "]}}";
    }

    @Test
    void anotherAddressForTheSameSecretIsAskedForAgain() {
        authority.root().applies(object("McpServer", "moving", BEARER.formatted("books")));
        var dave = authority.person("dave", "dormouse-admin");
        var server = authority
                .admin()
                .resource(object("McpServer", "moving", BEARER.formatted("books")))
                .require();

        assertThat(dave.patches(server, "{\"metadata\":{\"labels\":{\"team\":\"a\"}}}"))
                .isEmpty();
        assertThat(dave.patches(server, "{\"spec\":{\"url\":\"https://evil.example.com/mcp\"}}"))
                .contains("spec.auth names Secret books-token, which dave may not get in namespace sales");
        assertThat(dave.patches(server, "{\"spec\":{\"auth\":null}}")).isEmpty();
    }

    @Test
    void whoMayGetTheSecretsOfARuntimeNamesThemAndNobodyElse() {
        var erin = authority.person("erin", "dormouse-admin");
        authority.grant("erin", getSecret("pull-0", "pull-1", "pull-2", "pull-3", "pull-4", "pull-5", "pull-6"));

        assertThat(erin.applies(object("AgentRuntime", "erins", pulls(8))))
                .isEqualTo(denial(
                        "agentruntimes.dormouse.dev \"erins\"",
                        "runtimes",
                        "spec.pod.imagePullSecrets[7] names Secret pull-7, which erin may not get in namespace sales;"
                                + " let somebody write this AgentRuntime who may, or ask for a Role with get on that"
                                + " Secret"));
        assertThat(erin.applies(object("AgentRuntime", "erins", pulls(7)))).isEmpty();
        assertThat(erin.applies(object("AgentRuntime", "erins-plain", "{}"))).isEmpty();
    }

    private static String pulls(int count) {
        return "{pod: {imagePullSecrets: ["
                + IntStream.range(0, count)
                        .mapToObj(i -> "{name: pull-%d}".formatted(i))
                        .collect(Collectors.joining(", "))
                + "]}}";
    }

    /** A field for a Secret that is new in the schema fails here until a policy asks for it. */
    @Test
    void thesePathsAreAllThatTheSchemaHasForSecrets() throws IOException {
        var paths = new TreeSet<String>();
        for (var kind : List.of("agenttasks", "mcpservers", "agentruntimes")) {
            try (var yaml = SecretsPolicyTest.class.getResourceAsStream("/META-INF/dormouse/crds/" + kind + ".yaml")) {
                var schema = new ObjectMapper(new YAMLFactory())
                        .readTree(yaml)
                        .at("/spec/versions/0/schema/openAPIV3Schema/properties/spec");
                collect(schema, kind, paths);
            }
        }

        assertThat(paths)
                .containsExactly(
                        "agentruntimes.pod.imagePullSecrets",
                        "mcpservers.auth.bearerTokenSecretRef",
                        "mcpservers.auth.headers.secretRef");
    }

    private static void collect(JsonNode schema, String path, TreeSet<String> found) {
        if (path.toLowerCase(java.util.Locale.ROOT).contains("secret")) {
            found.add(path);
            return;
        }
        schema.path("properties")
                .properties()
                .forEach(field -> collect(field.getValue(), path + "." + field.getKey(), found));
        if (schema.has("items")) {
            collect(schema.path("items"), path, found);
        }
    }
}
