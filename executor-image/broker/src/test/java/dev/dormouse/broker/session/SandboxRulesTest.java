/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.dormouse.broker.session.SandboxLink.FrameSize;
import dev.dormouse.broker.session.SandboxRules.Verdict;
import dev.dormouse.wire.Outcome;
import dev.dormouse.wire.StepId;
import dev.dormouse.wire.frame.Completion;
import dev.dormouse.wire.frame.ToBroker;
import dev.dormouse.wire.frame.ToBroker.LossReason;
import dev.dormouse.wire.frame.ToSandbox;
import dev.dormouse.wire.frame.ToSandbox.StepLimits;
import java.util.List;
import org.junit.jupiter.api.Test;

class SandboxRulesTest {
    private static final FrameSize SMALL = new FrameSize(100, 3, 1);

    private final SandboxRules rules = new SandboxRules();

    @Test
    void anHonestSandboxPasses() {
        running();
        passes(called(1, 0));
        passes(called(2, 0));
        passes(new ToBroker.Printed("hello"));
        passes(new ToBroker.Idle(0, null));
        rules.told(new ToSandbox.Settle(1, 2, new Outcome.Ok(NullNode.getInstance()), 0));
        passes(called(3, 1));
        passes(new ToBroker.Idle(1, new Completion.Returned(IntNode.valueOf(1))));
        rules.told(new ToSandbox.Finish());
        passes(new ToBroker.Finished(new byte[0], List.of(), List.of()));
    }

    @Test
    void nothingPassesBeforeTheGreetingAndNoSecondGreeting() {
        assertThat(heard(called(1, 0))).isEqualTo("a call out of turn");
        running();
        assertThat(heard(new ToBroker.Hello("again", 0))).isEqualTo("a greeting out of turn");
    }

    @Test
    void callsComeInOrderAndAfterWhatTheGuestHasSeen() {
        running();
        assertThat(heard(called(2, 0))).contains("call 2 after 0 instead of call 1 after 0");
        running();
        passes(called(1, 0));
        assertThat(heard(called(1, 0))).contains("instead of call 2");
        running();
        assertThat(heard(called(1, 1))).contains("after 1 instead of");
    }

    @Test
    void restIsOfTheSettlementThatWasGivenAndThenNothingMoreComes() {
        running();
        assertThat(heard(new ToBroker.Idle(3, null))).contains("rest after settlement 3 instead of 0");
        running();
        passes(new ToBroker.Idle(0, null));
        assertThat(heard(called(1, 0))).isEqualTo("a call out of turn");
        assertThat(heard(new ToBroker.Finished(new byte[0], List.of(), List.of())))
                .isEqualTo("a snapshot out of turn");
    }

    @Test
    void openCallsTheirArgumentsTheirNamesAndTheOutputHaveMeasures() {
        running();
        assertThat(verdict(called(1, 0), new FrameSize(ToBroker.MAX_OPEN_BYTES + 1, 1, 1)))
                .contains("bytes and 1 values");
        running();
        assertThat(verdict(called(1, 0), new FrameSize(10, ToBroker.MAX_OPEN_VALUES + 1, 1)))
                .contains("values of arguments");
        running();
        for (int n = 1; n <= 10; n++) {
            passes(called(n, 0));
        }
        assertThat(heard(called(11, 0))).isEqualTo("more than 10 open calls");
        running();
        var name = "x".repeat(SandboxRules.MAX_NAME + 1);
        assertThat(heard(new ToBroker.Called(1, 0, name, "t", JsonNodeFactory.instance.objectNode())))
                .contains("name longer");
        running();
        assertThat(verdict(new ToBroker.Printed("x"), new FrameSize(1_000_000, 1, 1)))
                .contains("more output");
        running();
        assertThat(verdict(new ToBroker.Idle(0, null), new FrameSize(1_000_000, 1, 1)))
                .contains("a result of 1000000");
    }

    @Test
    void settledCallsNoLongerCount() {
        running();
        passes(called(1, 0));
        passes(new ToBroker.Idle(0, null));
        for (int k = 1; k <= 50; k++) {
            rules.told(new ToSandbox.Settle(k, k, new Outcome.Ok(NullNode.getInstance()), 0));
            passes(called(k + 1, k));
            passes(new ToBroker.Idle(k, null));
        }
    }

    @Test
    void whatASessionSaidThatIsNoMoreIsPassedOverUntilTheNextOneIsOpen() {
        running();
        rules.told(open(2));
        assertThat(rules.heard(called(1, 0), SMALL)).isInstanceOf(Verdict.Stale.class);
        assertThat(rules.heard(new ToBroker.Opened(1, List.of()), SMALL)).isInstanceOf(Verdict.Stale.class);
        passes(new ToBroker.Opened(2, List.of()));
        assertThat(heard(new ToBroker.Opened(2, List.of()))).isEqualTo("an answer to Open out of turn");
    }

    @Test
    void aLossWhileASessionOpensHasItsMeasureToo() {
        running();
        rules.told(open(2));
        var lost = new ToBroker.Lost(LossReason.CRASH, "x");
        assertThat(verdict(lost, new FrameSize(1_000_000, 3, 1))).isEqualTo("a frame of 1000000 bytes");
    }

    @Test
    void aResultThatTheHeadCouldNotHoldReadablyIsRefused() {
        running();
        assertThat(verdict(new ToBroker.Idle(0, null), new FrameSize(1000, 300, 192)))
                .isEqualTo("a result nested 192 deep");
        running();
        assertThat(rules.heard(new ToBroker.Idle(0, null), new FrameSize(1000, 300, 191)))
                .isInstanceOf(Verdict.Passes.class);
    }

    @Test
    void whatWasForTheSandboxBeforeLeavesTheNextOneItsGreeting() {
        rules.connected();
        rules.told(new ToSandbox.Settle(1, 1, new Outcome.Ok(NullNode.getInstance()), 0));
        passes(new ToBroker.Hello("engine", 0));
    }

    @Test
    void afterALossNothingComesBeforeTheNextOpening() {
        running();
        passes(new ToBroker.Lost(LossReason.CPU, "too much"));
        assertThat(heard(called(1, 0))).isEqualTo("a call out of turn");
    }

    @Test
    void aSandboxMayRefuseToRunBeforeAnEvaluatorHasGreetedAndNotLater() {
        rules.connected();
        passes(new ToBroker.Unconfined("no filter"));
        running();
        assertThat(heard(new ToBroker.Unconfined("no filter"))).isEqualTo("a refusal out of turn");
        passes(new ToBroker.Lost(LossReason.CPU, "too much"));
        rules.told(open(2));
        passes(new ToBroker.Unconfined("no filter any more"));
    }

    private void running() {
        rules.connected();
        passes(new ToBroker.Hello("engine", 0));
        rules.told(open(1));
        passes(new ToBroker.Opened(1, List.of()));
        rules.told(new ToSandbox.Begin(
                new StepId("turn", 1), "", List.of(), 0, 0, new StepLimits(1000, 1000, 1000, 10, 1000)));
    }

    private static ToSandbox.Open open(int opening) {
        return new ToSandbox.Open(opening, new ToSandbox.Task("n", "t", "u"), NullNode.getInstance(), null);
    }

    private static ToBroker.Called called(int n, int after) {
        return new ToBroker.Called(n, after, "books", "mail", JsonNodeFactory.instance.objectNode());
    }

    private void passes(ToBroker frame) {
        assertThat(rules.heard(frame, SMALL)).isInstanceOf(Verdict.Passes.class);
    }

    private String heard(ToBroker frame) {
        return verdict(frame, SMALL);
    }

    private String verdict(ToBroker frame, FrameSize size) {
        return ((Verdict.Violates) rules.heard(frame, size)).how();
    }
}
