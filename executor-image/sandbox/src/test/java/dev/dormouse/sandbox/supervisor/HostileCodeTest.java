/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.sandbox.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dormouse.sandbox.Frames;
import dev.dormouse.sandbox.main.Evaluator;
import dev.dormouse.wire.frame.Completion;
import dev.dormouse.wire.frame.ToBroker;
import dev.dormouse.wire.frame.ToBroker.LossReason;
import dev.dormouse.wire.frame.ToSandbox;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever the code does, its step ends within its limits and the variables of the step before are still there. */
class HostileCodeTest {
    private static final ToSandbox.StepLimits LIMITS = new ToSandbox.StepLimits(3_000, 6_000, 1_000, 50, 10_000);
    /** For loops, which end with any limit; bombs need time to fill the memory. */
    private static final ToSandbox.StepLimits BRIEF = new ToSandbox.StepLimits(200, 6_000, 1_000, 50, 10_000);

    private static final Duration BOUND = Duration.ofSeconds(120);

    private static Broker broker;
    private static byte[] snapshot;

    @BeforeAll
    static void start() throws IOException {
        broker = Broker.withSandbox("--heap-mb", "96", "--rss-mb", "400");
        broker.open(null);
        broker.run(Frames.begin("let kept = {n: 41}; 1"));
        snapshot = broker.finish().snapshot();
    }

    @AfterAll
    static void stop() throws IOException {
        broker.close();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            endless loop          | for (;;) {}                                                  | CPU,TIME
            BigInt power          | 7n ** 30000000n                                              | CPU,TIME,MEMORY
            endless array         | Array.from({length: 2 ** 32 - 2})                            | CPU,TIME,MEMORY
            endless search        | Array.prototype.indexOf.call({length: 2 ** 53 - 2}, 1)       | CPU,TIME
            backtracking          | /^(a+)+\\1$/.test('a'.repeat(40) + 'b')                  | CPU,TIME,MEMORY
            array bomb            | const a = []; for (;;) a.push(new Array(1e6).fill(1))        | CPU,TIME,MEMORY
            string bomb           | const a = []; for (let s = 'x';; s += s) a.push((s + a.length).split('')) | CPU,TIME,MEMORY
            buffer bomb           | const a = []; for (;;) a.push(new Uint8Array(1e7).fill(1))   | CPU,TIME,MEMORY
            microtask storm       | const f = () => Promise.resolve().then(f); f(); await new Promise(() => {}) | CPU,TIME
            loop in finally       | for (;;) { try { throw 1 } finally { continue } }            | CPU,TIME
            waiting in a loop     | for (;;) await null                                          | CPU,TIME
            """)
    void itsStepEndsWithinItsLimits(String name, String code, String reasons) throws IOException {
        // given
        broker.open(snapshot);
        long start = System.nanoTime();
        // when
        var limits = reasons.contains("MEMORY") ? LIMITS : BRIEF;
        var end = broker.run(Frames.begin("kept.n = -1; " + code, limits));
        // then
        assertThat(end).isInstanceOf(ToBroker.Lost.class);
        assertThat(reasons(reasons)).as(end.toString()).contains(((ToBroker.Lost) end).reason());
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(BOUND);
        assertEarlierVariablesAreThere();
    }

    @Test
    void endlessRecursionIsAnErrorOfTheCode() throws IOException {
        broker.open(snapshot);
        var end = (ToBroker.Idle) broker.run(Frames.begin("const f = () => f() + 1; f()", Frames.LIMITS));
        assertThat(end.completion())
                .isInstanceOfSatisfying(
                        Completion.Threw.class,
                        threw -> assertThat(threw.name()).isEqualTo("RangeError"));
    }

    @Test
    void aFloodOfOutputIsCut() throws IOException {
        broker.open(snapshot);
        broker.send(Frames.begin("for (let i = 0; i < 5000; i++) print('x'.repeat(100)); 'done'", LIMITS));
        int bytes = 0;
        var heard = broker.next();
        for (; heard instanceof ToBroker.Printed(var text); heard = broker.next()) {
            bytes += text.length();
        }
        assertThat(bytes).isLessThan(LIMITS.printBytes() + 100);
        assertThat(heard).isEqualTo(new ToBroker.Idle(0, new Completion.Returned(Frames.json("\"done\""))));
    }

    @Test
    void aVariableThatLoopsWhenItIsCapturedEndsWithItsStep() throws IOException {
        // given
        broker.open(snapshot);
        broker.run(Frames.begin("const trap = new Proxy({}, {ownKeys() { for (;;) {} }}); kept.n = -1; 1", LIMITS));
        long start = System.nanoTime();
        // when
        broker.send(new ToSandbox.Finish());
        var end = broker.next();
        // then
        assertThat(end)
                .isInstanceOfSatisfying(
                        ToBroker.Lost.class, lost -> assertThat(lost.reason()).isEqualTo(LossReason.CPU));
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(30));
        assertEarlierVariablesAreThere();
    }

    @Test
    void whatADyingEvaluatorSaysIsShortAndPrintable() throws Exception {
        // given
        var words = "\u001b[31mred\r\n" + "x".repeat(10_000);
        var command = new EvaluatorCommand(64, Optional.empty(), List.of(DyingEvaluator.class.getName(), words));
        // when
        var evaluation = new Evaluation(command);
        assertThat(evaluation.channel().readRaw()).isEmpty();
        // then
        Awaitility.await().until(() -> evaluation.epitaph().contains("xxx"));
        assertThat(evaluation.epitaph())
                .startsWith("exit status 7; stderr: ")
                .hasSizeLessThan(400)
                .matches("[ -~]*");
    }

    @Test
    void tooManyOpenCallsAreRefused() throws IOException {
        broker.open(snapshot);
        broker.send(Frames.begin(
                "const r = await Promise.allSettled(Array.from({length: 60}, () => tools.echo.echo({}))); 1", LIMITS));
        int calls = 0;
        var heard = broker.next();
        for (; heard instanceof ToBroker.Called; heard = broker.next()) {
            calls++;
        }
        assertThat(calls).isEqualTo(LIMITS.openCalls());
        assertThat(heard).isEqualTo(new ToBroker.Idle(0, null));
    }

    @Test
    void aKilledEvaluatorIsACrashAndTheNextOneStartsWhenItIsAskedFor() throws IOException {
        broker.open(snapshot);
        broker.run(Frames.begin("await tools.echo.echo({})", LIMITS));
        broker.evaluator().destroyForcibly();
        assertThat(broker.next())
                .isInstanceOfSatisfying(
                        ToBroker.Lost.class, lost -> assertThat(lost.reason()).isEqualTo(LossReason.CRASH));
        assertThat(broker.sandbox.children().map(Broker::mainClass)).doesNotContain(Evaluator.class.getName());
        assertEarlierVariablesAreThere();
    }

    @Test
    void nothingOfTheHostIsInReach() throws IOException {
        broker.open(snapshot);
        var probe = """
                const names = ['Java', 'Packages', 'Polyglot', 'java', 'Graal', 'load', 'loadWithNewGlobal', 'quit', 'exit',
                  'Worker', 'WebAssembly', 'SharedArrayBuffer', 'Atomics', 'WeakRef', 'performance', 'Deno', 'Bun'];
                const found = names.filter(name => typeof globalThis[name] !== 'undefined');
                const texts = [];
                for (const f of [() => null.x, () => tools.nope, () => tools.echo.nope, () => { throw new Error('x') }, () => JSON.parse('{'),
                  () => tools.describe(5), () => print.call(null, {toString() { throw 1 }}), () => new Date('x').toISOString(), () => Symbol() + '']) {
                  try { f() } catch (e) { texts.push(String(e), e.stack, Object.getOwnPropertyNames(e).join()) }
                }
                const env = [typeof process, typeof require].length;
                ({found, text: texts.join('\\n')})
                """;
        var end = (ToBroker.Idle)
                broker.run(Frames.begin(probe.replace("const env = [typeof process, typeof require].length;", "")));
        assertThat(end.completion()).isInstanceOf(Completion.Returned.class);
        var value = ((Completion.Returned) end.completion()).value();
        assertThat(value.get("found")).isEmpty();
        assertThat(value.get("text").asText())
                .doesNotContainIgnoringCase("java", "polyglot", "truffle", "dev.dormouse", "graal");
    }

    @Test
    void theEvaluatorHasNoEnvironment() throws IOException {
        broker.open(snapshot);
        var environ = java.nio.file.Files.readAllBytes(
                java.nio.file.Path.of("/proc/" + broker.evaluator().pid() + "/environ"));
        assertThat(environ).isEmpty();
    }

    @Test
    void theEvaluatorEndsWithItsSupervisor() throws Exception {
        try (var other = Broker.withSandbox()) {
            other.open(null);
            var evaluator = other.evaluator();
            other.send(Frames.begin("for (;;) {}"));
            other.sandbox.destroyForcibly();
            assertThat(evaluator.onExit().get(10, TimeUnit.SECONDS).isAlive()).isFalse();
        }
    }

    @Test
    void itEndsWithinASecondOfSigterm() throws Exception {
        try (var other = Broker.withSandbox()) {
            other.open(null);
            other.send(Frames.begin("for (;;) {}"));
            var evaluator = other.evaluator();
            other.sandbox.destroy();
            assertThat(other.sandbox.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(evaluator.onExit().get(20, TimeUnit.SECONDS).isAlive()).isFalse();
        }
    }

    private static void assertEarlierVariablesAreThere() throws IOException {
        assertThat(broker.open(snapshot).variables()).containsExactly("kept");
        assertThat(broker.run(Frames.begin("kept.n")))
                .isEqualTo(new ToBroker.Idle(0, new Completion.Returned(Frames.json("41"))));
    }

    private static Set<LossReason> reasons(String text) {
        var reasons = EnumSet.noneOf(LossReason.class);
        for (var word : text.split(",")) {
            reasons.add(LossReason.valueOf(word.strip()));
        }
        return reasons;
    }
}
