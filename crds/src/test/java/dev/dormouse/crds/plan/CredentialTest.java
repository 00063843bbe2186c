/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.crds.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dormouse.crds.plan.ServerPlan.Reach;
import dev.dormouse.crds.plan.ServerPlan.SecretKey;
import dev.dormouse.crds.v1alpha1.Reason;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CredentialTest {
    private static final SecretKey KEY = new SecretKey("books", "token");

    @Test
    void oneLineEndIsNotPartOfTheValue() {
        assertThat(Credential.parse(KEY, Optional.of("swordfish\n"))).isEqualTo(new Parsed.Accepted<>("swordfish"));
        assertThat(Credential.parse(KEY, Optional.of("Bearer swordfish\r\n")))
                .isEqualTo(new Parsed.Accepted<>("Bearer swordfish"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "''|SECRET_REFUSED|is empty; put the credential there",
                "' '|SECRET_REFUSED|is empty; put the credential there",
                "1234567|SECRET_REFUSED|is shorter than 8 characters",
                "Bearer 1234567|SECRET_REFUSED|is shorter than 8 characters",
                "sword~fish~|SECRET_REFUSED|can't stand in a header",
                "swordfish~~|SECRET_REFUSED|can't stand in a header",
                "swordfïsh|SECRET_REFUSED|can't stand in a header",
                " swordfish|SECRET_REFUSED|begins or ends with a space",
                "|SECRET_MISSING|is missing; make it: kubectl create secret generic books --from-literal=token=...",
            })
    void whatCannotBeACredentialIsNamedAndNotShown(@Nullable String content, Reason reason, String message) {
        // when
        var parsed = Credential.parse(KEY, Optional.ofNullable(content).map(text -> text.replace('~', '\n')));
        // then
        var refused = (Parsed.Rejected<String>) parsed;
        assertThat(refused.reason()).isEqualTo(reason);
        assertThat(refused.text())
                .startsWith("key token of Secret books: " + message)
                .doesNotContain("sword");
    }

    @Test
    void moreThanAHeaderHoldsIsRefused() {
        assertThat(Credential.parse(KEY, Optional.of("x".repeat(Credential.MAX_LENGTH + 1))))
                .isInstanceOf(Parsed.Rejected.class);
        assertThat(Credential.parse(KEY, Optional.of("x".repeat(Credential.MAX_LENGTH))))
                .isInstanceOf(Parsed.Accepted.class);
    }

    @Test
    void theSecretPartIsWhatFollowsTheScheme() {
        assertThat(Credential.secretPart("Bearer abc.def")).isEqualTo("abc.def");
        assertThat(Credential.secretPart("abc.def")).isEqualTo("abc.def");
        assertThat(Credential.secretPart("three little words")).isEqualTo("three little words");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "https://a.example/mcp         | https://a.example",
                "https://a.example/mcp         | HTTPS://A.example:443/",
                "https://a.example:8443/mcp    | https://a.example:8443",
                "http://books.sales.svc:80/mcp | http://books.sales.svc",
                "http://[::1]:8080/mcp         | http://[::1]:8080",
            })
    void aSecretGoesToTheOriginThatItNames(String endpoint, String origin) {
        assertThat(refusal(endpoint, origin)).isEmpty();
        assertThat(refusal(endpoint, origin + "\n")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "https://b.example/mcp      | https://a.example",
                "http://a.example/mcp       | https://a.example",
                "https://a.example:444/     | https://a.example",
                "https://a.example.evil/mcp | https://a.example",
            })
    void andToNoOther(String endpoint, String origin) {
        assertThat(refusal(endpoint, origin))
                .get()
                .asString()
                .startsWith("key dormouse-origin of Secret books: lets it go to https://a.example only, and McpServer"
                        + " library is at " + Origin.of(URI.create(endpoint)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a.example",
                "https://a.example/mcp",
                "https://u:p@a.example",
                "https://a.example?x",
                "ftp://a.example",
                "https://",
                "''",
                "https://a.example~https://b.example",
            })
    void whatIsNoOriginLetsItGoNowhere(String origin) {
        assertThat(refusal("https://a.example/mcp", origin.replace('~', '\n')))
                .get()
                .asString()
                .contains("must be one line like https://HOST[:PORT]");
    }

    @Test
    void withoutTheKeyItGoesWhereItsServerIs() {
        assertThat(Origin.refusal(server("https://b.example/"), KEY, Optional.empty()))
                .isEmpty();
    }

    private static Optional<String> refusal(String endpoint, String origin) {
        return Origin.refusal(server(endpoint), KEY, Optional.of(origin));
    }

    private static ServerPlan server(String endpoint) {
        return new ServerPlan(
                "library", URI.create(endpoint), Reach.PUBLIC, List.of(), ServerPlan.DEFAULT_TIMEOUT, false, Map.of());
    }
}
