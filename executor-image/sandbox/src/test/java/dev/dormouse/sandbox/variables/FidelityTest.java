/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.sandbox.variables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dormouse.sandbox.Frames;
import dev.dormouse.sandbox.engine.GuestEngine;
import dev.dormouse.sandbox.engine.Session;
import dev.dormouse.wire.frame.Completion;
import dev.dormouse.wire.frame.ToBroker;
import org.junit.jupiter.api.Test;

class FidelityTest {
    @Test
    void comesBackInAnotherContextTwiceOver() {
        try (var engine = new GuestEngine()) {
            byte[] snapshot;
            try (var session = new Session(engine).open(Frames.open(null))) {
                for (var check : Fidelity.faithful()) {
                    var idle = session.begin(Frames.begin(check.setup() + "; undefined"), frame -> {});
                    assertThat(idle.completion()).as(check.name()).isInstanceOf(Completion.Returned.class);
                }
                var finished = session.finish();
                assertThat(finished.uncaptured()).isEmpty();
                snapshot = finished.snapshot();
            }

            try (var session = new Session(engine).open(Frames.open(snapshot))) {
                var finished = session.finish();
                assertThat(finished.uncaptured()).isEmpty();
                snapshot = finished.snapshot();
            }
            try (var session = new Session(engine).open(Frames.open(snapshot))) {
                for (var check : Fidelity.faithful()) {
                    var idle = session.begin(Frames.begin("return (" + check.probe() + ")"), frame -> {});
                    assertThat(idle)
                            .as(check.name())
                            .isEqualTo(new ToBroker.Idle(0, new Completion.Returned(Frames.json("true"))));
                }
            }
        }
    }

    @Test
    void whatCannotComeBackIsReportedWithItsPath() {
        try (var engine = new GuestEngine();
                var session = new Session(engine).open(Frames.open(null))) {
            session.begin(
                    Frames.begin("function* gen() { yield 1 } let n1 = 1; function inc() { return ++n1 }"),
                    frame -> {});
            for (var check : Fidelity.reported()) {
                var idle = session.begin(Frames.begin(check.setup() + "; undefined"), frame -> {});
                assertThat(idle.completion()).as(check.name()).isInstanceOf(Completion.Returned.class);
            }
            var paths = session.finish().uncaptured().stream().map(ToBroker.Uncaptured::path);
            assertThat(paths)
                    .containsExactlyInAnyOrderElementsOf(Fidelity.reported().stream()
                            .map(Fidelity.Reported::path)
                            .toList());
        }
    }

    @Test
    void aFunctionOverAVariableThatWasDeclaredAgainIsReported() {
        try (var engine = new GuestEngine();
                var session = new Session(engine).open(Frames.open(null))) {
            session.begin(Frames.begin("let rate = 2; const price = x => x * rate"), frame -> {});
            session.begin(Frames.begin("let rate = 3"), frame -> {});
            assertThat(session.finish().uncaptured())
                    .singleElement()
                    .satisfies(one -> assertThat(one.path()).isEqualTo("price"))
                    .satisfies(one -> assertThat(one.reason()).contains("rate"));
        }
    }

    @Test
    void aChangedBuiltInIsReported() {
        try (var engine = new GuestEngine();
                var session = new Session(engine).open(Frames.open(null))) {
            session.begin(
                    Frames.begin("Array.prototype.last = function () { return this[this.length - 1] }; 1"),
                    frame -> {});
            assertThat(session.finish().uncaptured())
                    .extracting(ToBroker.Uncaptured::path)
                    .containsExactly("Array.prototype");
        }
    }

    @Test
    void fiftyThousandIssuesAreCapturedInSeconds() {
        try (var engine = new GuestEngine();
                var session = new Session(engine).open(Frames.open(null))) {
            session.begin(
                    Frames.begin(
                            "let issues = []; for (let i = 0; i < 50000; i++) issues.push({id: i, title: 'Issue ' + i, labels: ['a', 'b'], author: {name: 'n' + i % 100, id: i % 100}, meta: {open: i % 2 === 0, score: i / 7}}); issues.length"),
                    frame -> {});
            long start = System.nanoTime();
            var finished = session.finish();
            long capture = System.nanoTime() - start;
            start = System.nanoTime();
            try (var next = new Session(engine).open(Frames.open(finished.snapshot()))) {
                System.out.printf(
                        "200,001 objects: captured in %d ms, restored in %d ms, %d bytes%n",
                        capture / 1_000_000, (System.nanoTime() - start) / 1_000_000, finished.snapshot().length);
                assertThat(next.begin(Frames.begin("issues[49999].meta.score"), frame -> {}))
                        .isEqualTo(new ToBroker.Idle(0, new Completion.Returned(Frames.json("" + 49999 / 7.0))));
            }
        }
    }
}
