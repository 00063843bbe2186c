/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dormouse.broker.model.ToolServer.ToolDescription;
import dev.dormouse.broker.policy.Catalogue.BoundServer;
import dev.dormouse.crds.plan.AllowList;
import dev.dormouse.crds.plan.ServerPlan;
import dev.dormouse.crds.plan.ServerPlan.Reach;
import dev.dormouse.crds.plan.TaskPlan.Limits;
import dev.dormouse.crds.plan.TaskPlan.ToolBinding;
import dev.dormouse.wire.EffectClass;
import dev.dormouse.wire.Json;
import dev.dormouse.wire.state.TurnState.TurnCounters;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class PolicyTest {
    private static final Limits LIMITS = new Limits(10, 2, Duration.ofSeconds(1), Duration.ofSeconds(1), 100);

    @Test
    void anAllowedCallWithGoodArgumentsMayGo() {
        assertThat(decide("send_email", "{\"to\": \"a@example.com\"}", TurnCounters.ZERO))
                .isInstanceOfSatisfying(
                        Decision.Allowed.class,
                        allowed -> assertThat(allowed.entry().effect()).isEqualTo(EffectClass.WRITE));
    }

    @Test
    void aToolThatIsNotListedIsDeniedLikeOneThatDoesNotExist() {
        assertThat(code("delete_all", "{}", TurnCounters.ZERO)).isEqualTo("NotAllowed");
        assertThat(code("no_such_tool", "{}", TurnCounters.ZERO)).isEqualTo("NotAllowed");
        assertThat(code("__proto__", "{}", TurnCounters.ZERO)).isEqualTo("NotAllowed");
    }

    @Test
    void wrongArgumentsAreNamed() {
        assertThat(decide("send_email", "{\"to\": 7}", TurnCounters.ZERO))
                .isInstanceOfSatisfying(
                        Decision.Denied.class,
                        denied -> assertThat(denied.outcome().message())
                                .contains("books.send_email")
                                .contains("to"));
        assertThat(code("send_email", "{}", TurnCounters.ZERO)).isEqualTo("InvalidArguments");
        assertThat(code("send_email", "[]", TurnCounters.ZERO)).isEqualTo("InvalidArguments");
    }

    @Test
    void aSchemaThatPointsElsewhereRefusesEveryCallAndFetchesNothing() {
        assertThat(code("remote_schema", "{}", TurnCounters.ZERO)).isEqualTo("InvalidArguments");
    }

    @Test
    @Timeout(30)
    void aSchemaThatTakesForEverIsGivenUpAndRefusedAtOnceFromThenOn() {
        var twice = "{\"allOf\":[{\"$ref\":\"#/$defs/x\"},{\"$ref\":\"#/$defs/x\"}]}";
        var tool =
                tool("send_email", "{\"$defs\":{\"x\":{\"properties\":{\"a\":" + twice + "}}},\"$ref\":\"#/$defs/x\"}");
        var policy = policy(tool);
        var args = Json.tree("{\"a\":".repeat(60) + "1" + "}".repeat(60));

        for (int i = 0; i < 2; i++) {
            assertThat(policy.decide("books", "send_email", args, TurnCounters.ZERO))
                    .isInstanceOfSatisfying(
                            Decision.Denied.class,
                            denied -> assertThat(denied.outcome().message()).contains("takes too long to check"));
        }
    }

    @Test
    void limitsCountCallsAndEffectsApart() {
        var effectsUsedUp = new TurnCounters(1, 3, 2);
        assertThat(code("send_email", "{\"to\": \"a\"}", effectsUsedUp)).isEqualTo("LimitReached");
        assertThat(decide("get_contact", "{}", effectsUsedUp)).isInstanceOf(Decision.Allowed.class);
        assertThat(code("get_contact", "{}", new TurnCounters(1, 10, 0))).isEqualTo("LimitReached");
    }

    @Test
    void aServersOwnWordCountsOnlyWhereItIsTrustedAndBelowAnOverride() {
        var says = new ToolDescription("t", "", Json.tree("{}"), null, true, false);
        assertThat(Catalogue.effect(server(false, Map.of()), says)).isEqualTo(EffectClass.WRITE);
        assertThat(Catalogue.effect(server(true, Map.of()), says)).isEqualTo(EffectClass.READ);
        assertThat(Catalogue.effect(server(true, Map.of("t", EffectClass.WRITE)), says))
                .isEqualTo(EffectClass.WRITE);
    }

    private static String code(String tool, String args, TurnCounters so) {
        return decide(tool, args, so) instanceof Decision.Denied denied
                ? denied.outcome().code()
                : "allowed";
    }

    private static Decision decide(String tool, String args, TurnCounters so) {
        var policy = policy(
                tool(
                        "send_email",
                        "{\"type\":\"object\",\"required\":[\"to\"],"
                                + "\"properties\":{\"to\":{\"type\":\"string\"}}}"),
                tool("get_contact", "{\"type\":\"object\"}"),
                tool("remote_schema", "{\"$ref\":\"http://127.0.0.1:1/schema.json\"}"),
                tool("delete_all", "{}"));
        return policy.decide("books", tool, Json.tree(args), so);
    }

    private static Policy policy(ToolDescription... tools) {
        var allow = AllowList.of(List.of("send_*", "get_contact", "remote_schema"));
        var bound = new BoundServer(
                new ToolBinding("books", "books", allow),
                server(false, Map.of("get_contact", EffectClass.READ)),
                List.of(tools));
        return new Policy(Catalogue.of(List.of(bound)), LIMITS);
    }

    private static ToolDescription tool(String name, String schema) {
        return new ToolDescription(name, "", Json.tree(schema), null, false, false);
    }

    private static ServerPlan server(boolean trusted, Map<String, EffectClass> overrides) {
        return new ServerPlan(
                "books",
                URI.create("http://127.0.0.1:1/mcp"),
                Reach.LOOPBACK,
                List.of(),
                Duration.ofSeconds(1),
                trusted,
                overrides);
    }
}
