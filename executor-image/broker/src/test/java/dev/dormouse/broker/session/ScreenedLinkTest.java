/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.session;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dormouse.broker.secrets.Keyring;
import dev.dormouse.crds.plan.ServerPlan;
import dev.dormouse.crds.plan.ServerPlan.AuthHeader;
import dev.dormouse.crds.plan.ServerPlan.Reach;
import dev.dormouse.crds.plan.ServerPlan.SecretKey;
import dev.dormouse.wire.Json;
import dev.dormouse.wire.frame.Completion;
import dev.dormouse.wire.frame.ToBroker;
import dev.dormouse.wire.frame.ToSandbox;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;

class ScreenedLinkTest {
    private static final String VALUE = "demo-4f1c9e7a20b8d365";
    private static final String OF = " contains the value of key token of Secret books";

    private final List<ToBroker> heard = new ArrayList<>();
    private final List<String> lost = new ArrayList<>();
    private final Sandbox sandbox = new Sandbox();

    ScreenedLinkTest() {
        var keyring = new Keyring(key -> key.key().equals("token") ? Optional.of(VALUE) : Optional.empty());
        keyring.hold(List.of(new ServerPlan(
                "books",
                URI.create("https://books.example/mcp"),
                Reach.PUBLIC,
                List.of(new AuthHeader("Authorization", "Bearer ", new SecretKey("books", "token"))),
                Duration.ofSeconds(1),
                false,
                Map.of())));
        new ScreenedLink(sandbox, keyring).listen(new SandboxLink.Listener() {
            @Override
            public void violated(String why) {
                lost.add(why);
            }

            @Override
            public void received(ToBroker frame, SandboxLink.FrameSize size) {
                heard.add(frame);
            }

            @Override
            public void lost(String why) {
                lost.add(why);
            }
        });
    }

    private ToBroker hears(ToBroker frame) {
        sandbox.listener.orElseThrow().received(frame, new SandboxLink.FrameSize(0, 0, 0));
        return heard.getLast();
    }

    @Test
    void aPrintIsReplacedByWords() {
        assertThat(hears(new ToBroker.Printed("it is " + VALUE)))
                .isEqualTo(new ToBroker.Printed("[SecretWithheld: this text" + OF + "]"));
        assertThat(hears(new ToBroker.Printed("it is nice"))).isEqualTo(new ToBroker.Printed("it is nice"));
    }

    @Test
    void aResultIsAnError() {
        assertThat(hears(new ToBroker.Idle(3, new Completion.Returned(Json.tree("[\"" + VALUE + "\"]")))))
                .isEqualTo(new ToBroker.Idle(
                        3, new Completion.Threw("SecretWithheld", "SecretWithheld: the result of the turn" + OF, 0)));
    }

    @Test
    void anErrorKeepsItsLineAndLosesItsWords() {
        assertThat(hears(new ToBroker.Idle(1, new Completion.Threw("Error", "no " + VALUE, 7))))
                .isEqualTo(new ToBroker.Idle(
                        1, new Completion.Threw("SecretWithheld", "SecretWithheld: the error of the turn" + OF, 7)));
    }

    @Test
    void aGuestCannotForgeARefusal() {
        assertThat(hears(new ToBroker.Idle(1, new Completion.Threw("SecretWithheld", "boo", 7))))
                .isEqualTo(new ToBroker.Idle(1, new Completion.Threw("Error", "boo", 7)));
    }

    @Test
    void variablesThatHoldAValueAreKeptByReplayOnly() throws IOException {
        // given
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes(new byte[] {1, 2, 3, 4});
        try (var packed = new DeflaterOutputStream(bytes)) {
            packed.write(("x".repeat(3_000_000) + VALUE).getBytes(UTF_8));
        }
        // when
        var finished = (ToBroker.Finished) hears(new ToBroker.Finished(bytes.toByteArray(), List.of("t"), List.of()));
        // then
        assertThat(finished.snapshot()).isEmpty();
        assertThat(finished.uncaptured())
                .containsExactly(new ToBroker.Uncaptured("variables", "SecretWithheld: a variable" + OF));
    }

    @Test
    void variablesThatUnpackToTooMuchAreKeptByReplayOnly() throws IOException {
        // given
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes(new byte[] {1, 2, 3, 4});
        try (var packed = new DeflaterOutputStream(bytes)) {
            for (int i = 0; i <= 256; i++) {
                packed.write(new byte[1024 * 1024]);
            }
        }
        // when
        var finished = (ToBroker.Finished) hears(new ToBroker.Finished(bytes.toByteArray(), List.of("t"), List.of()));
        // then
        assertThat(finished.snapshot()).isEmpty();
        assertThat(finished.uncaptured().getFirst().reason()).startsWith("unpacked larger than 256 MiB");
    }

    @Test
    void everythingElsePassesUntouched() {
        for (var frame : List.of(
                new ToBroker.Hello("engine 1", 0),
                new ToBroker.Idle(1, null),
                new ToBroker.Idle(1, new Completion.Returned(Json.tree("{\"a\":1}"))),
                new ToBroker.Finished(new byte[] {9}, List.of(), List.of()))) {
            assertThat(hears(frame)).isEqualTo(frame);
        }
    }

    @Test
    void whatIsSaidOfALossIsScreened() {
        sandbox.listener.orElseThrow().lost("cut in " + VALUE);

        assertThat(lost).containsExactly("[SecretWithheld: this text" + OF + "]");
    }

    private static final class Sandbox implements SandboxLink {
        @Override
        public void hangUp() {}

        private Optional<Listener> listener = Optional.empty();

        @Override
        public void send(ToSandbox frame) {}

        @Override
        public void listen(Listener to) {
            listener = Optional.of(to);
        }

        @Override
        public void close() {}
    }
}
