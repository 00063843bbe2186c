/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.dormouse.broker.model.AnswerRoom;
import dev.dormouse.broker.model.SendOutcome;
import dev.dormouse.broker.model.ToolServer;
import dev.dormouse.broker.secrets.Keyring;
import dev.dormouse.crds.plan.ServerPlan;
import dev.dormouse.crds.plan.ServerPlan.AuthHeader;
import dev.dormouse.crds.plan.ServerPlan.Reach;
import dev.dormouse.crds.plan.ServerPlan.SecretKey;
import dev.dormouse.crds.v1alpha1.Reason;
import dev.dormouse.wire.Json;
import dev.dormouse.wire.Outcome;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScreenedServerTest {
    private static final String VALUE = "demo-4f1c9e7a20b8d365";
    private static final Outcome WITHHELD = new Outcome.Failed(
            "SecretWithheld",
            "SecretWithheld: the answer of books.whoami contains the value of key token of Secret mail; the call has"
                    + " happened",
            null);

    private final Keyring keyring =
            new Keyring(key -> key.key().equals("token") ? Optional.of(VALUE + "\n") : Optional.empty());
    private final Parrot parrot = new Parrot();
    private final ToolServer screened = new ScreenedServer("books", parrot, keyring);

    @BeforeEach
    void theValueIsThatOfAnotherServer() {
        keyring.hold(List.of(new ServerPlan(
                "mail",
                URI.create("https://mail.example/mcp"),
                Reach.PUBLIC,
                List.of(new AuthHeader("X-Key", "", new SecretKey("mail", "token"))),
                Duration.ofSeconds(1),
                false,
                Map.of())));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"deep\":[{\"in\":\"it: demo-4f1c9e7a20b8d365!\"}]}",
                "{\"demo-4f1c9e7a20b8d365\":1}",
                "\"ZGVtby00ZjFjOWU3YTIwYjhkMzY1\"",
                "\"\\\\u0064emo-4f1c9e7a20b8d365\"",
                "\"%64emo%2D4f1c9e7a20b8d365\"",
            })
    void anAnswerThatHoldsAValueIsWithheld(String answer) {
        parrot.answer = new SendOutcome.Answered(new Outcome.Ok(Json.tree(answer)));
        assertThat(screened.send(call("{}"))).isEqualTo(new SendOutcome.Answered(WITHHELD));

        parrot.answer = new SendOutcome.Answered(new Outcome.Failed("ToolError", "no", Json.tree(answer)));
        assertThat(screened.send(call("{}"))).isEqualTo(new SendOutcome.Answered(WITHHELD));
    }

    @Test
    void wordsAboutAFailureAreWithheldAndTheFailureStays() {
        parrot.answer = new SendOutcome.Unknown("bad header Bearer " + VALUE);
        assertThat(screened.send(call("{}")))
                .isEqualTo(new SendOutcome.Unknown(
                        "[SecretWithheld: this text contains the value of key token of Secret mail]"));

        parrot.answer = new SendOutcome.NotSent("no route to " + VALUE);
        assertThat(screened.send(call("{}")))
                .isInstanceOf(SendOutcome.NotSent.class)
                .asString()
                .doesNotContain(VALUE);
    }

    @Test
    void anArgumentThatHoldsAValueIsNotSent() {
        // when
        var outcome = screened.send(call("{\"note\":\"" + VALUE + "\"}"));
        // then
        assertThat(outcome).asString().contains("SecretWithheld", "an argument of books.whoami", "nothing was sent");
        assertThat(parrot.received).isEmpty();
    }

    @Test
    void everythingElsePassesUntouched() {
        var answer = new SendOutcome.Answered(new Outcome.Ok(Json.tree("{\"a\":\"demo-4f1c9e7a20b8d36\"}")));
        parrot.answer = answer;

        assertThat(screened.send(call("{\"a\":1}"))).isEqualTo(answer);
        assertThat(parrot.received).containsExactly("{\"a\":1}");
    }

    @Test
    void aListOfToolsThatHoldsAValueIsWithheld() {
        parrot.description = "call me with " + VALUE;

        var refused = catchThrowableOfType(ToolServer.ServerUnavailableException.class, screened::listTools);

        assertThat(refused.reason()).contains(Reason.SECRET_WITHHELD);
        assertThat(refused)
                .hasMessageContaining("the list of tools of McpServer books")
                .hasMessageNotContaining(VALUE);
    }

    private static ToolServer.ToolRequest call(String arguments) {
        return new ToolServer.ToolRequest(
                "whoami", Json.tree(arguments), Optional.of("k"), Duration.ofSeconds(1), new AnswerRoom().ticket());
    }

    /** Says what it is told to. */
    private static final class Parrot implements ToolServer {
        private final List<String> received = new ArrayList<>();
        private SendOutcome answer = new SendOutcome.NotSent("nothing to say");
        private String description = "";

        @Override
        public List<ToolDescription> listTools() {
            return List.of(new ToolDescription("whoami", description, Json.tree("{}"), null, true, true));
        }

        @Override
        public SendOutcome send(ToolRequest request) {
            received.add(request.arguments().toString());
            return answer;
        }

        @Override
        public void close() {}
    }
}
