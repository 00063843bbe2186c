/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.sandbox.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dormouse.sandbox.Frames;
import dev.dormouse.sandbox.variables.Fidelity;
import dev.dormouse.wire.frame.Completion;
import dev.dormouse.wire.frame.ToBroker;
import java.io.IOException;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class NewProcessTest {
    @Test
    void variablesComeBackInANewProcess() throws IOException {
        // given
        assertThat(Fidelity.faithful().size() + Fidelity.reported().size()).isGreaterThanOrEqualTo(54);
        byte[] snapshot;
        try (var broker = Broker.withSandbox()) {
            broker.open(null);
            var setup =
                    Fidelity.faithful().stream().map(Fidelity.Faithful::setup).collect(Collectors.joining(";\n"));
            assertThat(broker.run(Frames.begin(setup + ";\nundefined")))
                    .isEqualTo(new ToBroker.Idle(0, new Completion.Returned(Frames.json("null"))));
            var finished = broker.finish();
            assertThat(finished.uncaptured()).isEmpty();
            snapshot = finished.snapshot();
        }
        // when
        try (var broker = Broker.withSandbox()) {
            broker.open(snapshot);
            var probes = Fidelity.faithful().stream()
                    .map(check -> "try { if (!(" + check.probe() + ")) failed.push(`" + check.name()
                            + "`) } catch (e) { failed.push(`" + check.name() + ": ` + e.message) }")
                    .collect(Collectors.joining("\n"));
            // then
            assertThat(broker.run(Frames.begin("let failed = [];\n" + probes + "\nfailed")))
                    .isEqualTo(new ToBroker.Idle(0, new Completion.Returned(Frames.json("[]"))));
        }
    }
}
