/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.sandbox.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dormouse.sandbox.Frames;
import dev.dormouse.wire.frame.Completion;
import dev.dormouse.wire.frame.ToBroker;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SandboxProcessTest {
    @Test
    void aStepRunsAndItsVariablesComeBackInTheNextSession() throws IOException {
        try (var broker = Broker.withSandbox()) {
            // given
            assertThat(broker.open(null).variables()).isEmpty();
            broker.send(
                    Frames.begin(
                            "const list = await tools.books.list_invoices({status: 'overdue'}); print(list.length); list.length"));
            // when
            assertThat(broker.next())
                    .isEqualTo(new ToBroker.Called(
                            1, 0, "books", "list_invoices", Frames.json("{\"status\":\"overdue\"}")));
            assertThat(broker.next()).isEqualTo(new ToBroker.Idle(0, null));
            broker.send(Frames.ok(1, 1, "[{\"id\":7},{\"id\":8}]"));
            // then
            assertThat(broker.next()).isEqualTo(new ToBroker.Printed("2\n"));
            assertThat(broker.next()).isEqualTo(new ToBroker.Idle(1, new Completion.Returned(Frames.json("2"))));
            var finished = broker.finish();
            assertThat(finished.variables()).containsExactly("list");
            assertThat(finished.uncaptured()).isEmpty();
            assertThat(broker.open(finished.snapshot()).variables()).containsExactly("list");
            assertThat(broker.run(Frames.begin("list[1].id")))
                    .isEqualTo(new ToBroker.Idle(0, new Completion.Returned(Frames.json("8"))));
        }
    }

    @Test
    void itEndsWithItsBroker() throws Exception {
        try (var broker = Broker.withSandbox()) {
            var evaluator = broker.evaluator();
            broker.hangUp();
            assertThat(broker.sandbox.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(evaluator.onExit().get(10, TimeUnit.SECONDS).isAlive()).isFalse();
        }
    }
}
