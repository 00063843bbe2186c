/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.sandbox.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dormouse.sandbox.Frames;
import dev.dormouse.wire.Outcome;
import dev.dormouse.wire.frame.Completion;
import dev.dormouse.wire.frame.Completion.Threw;
import dev.dormouse.wire.frame.ToBroker;
import dev.dormouse.wire.frame.ToSandbox;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SessionTest {
    private static final GuestEngine ENGINE = new GuestEngine();

    private final List<ToBroker> said = new ArrayList<>();
    private Session session;

    @BeforeEach
    void open() {
        session = new Session(ENGINE).open(Frames.open(null));
    }

    @AfterEach
    void close() {
        session.close();
    }

    @AfterAll
    static void closeEngine() {
        ENGINE.close();
    }

    private @Nullable Completion run(String code) {
        return session.begin(Frames.begin(code), said::add).completion();
    }

    private static Completion returned(String json) {
        return new Completion.Returned(Frames.json(json));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            1 + 1                                   | 2
            eval('1 + 2')                           | 3
            (1, 2)                                  | 2
            'text'                                  | "text"
            `t${1}`                                 | "t1"
            [1, 2].map(x => x * 2)                  | [2,4]
            return {a: 1}                           | {"a":1}
            await 5                                 | 5
            let a = 1; let b = 2; a + b             | 3
            function f() { return 1 } f()           | 1
            if (true) { 5 }                         | null
            const z = 1                             | null
            undefined                               | null
            'use strict'; (function () { return this === undefined })() | true
            // comment                              | null
            -1                                      | -1
            !0 /* why */                            | true
            x = 5; globalThis.x                     | 5
            """)
    void theLastExpressionIsTheResult(String code, String json) {
        assertThat(run(code)).isEqualTo(returned(json));
    }

    @Test
    void declarationsLastAndMayBeRepeated() {
        run("let n = 1; const list = [n]; class A { v() { return n } } function up() { return ++n } var old = 3;");
        assertThat(run("n = 5; [up(), n, new A().v(), list[0], old]")).isEqualTo(returned("[6,6,6,1,3]"));
        assertThat(run("const n = 'new'; n")).isEqualTo(returned("\"new\""));
        assertThat(run("[n, up()]")).isEqualTo(returned("[\"new\",7]"));
    }

    @Test
    void aBindingThatWasNeverReachedIsWhatItWasBefore() {
        run("let a = 1");
        assertThat(run("let b = 1; throw new Error('stop'); let a = 2, c = 3")).isInstanceOf(Threw.class);
        session.finish();
        assertThat(run("[a, b, typeof c]")).isEqualTo(returned("[1,1,\"undefined\"]"));
    }

    @Test
    void callsAreNumberedAndSettledOneByOne() {
        assertThat(session.begin(
                        Frames.begin(
                                "const [a, b] = await Promise.all([tools.echo.echo({i: 1}), tools.echo.echo({i: 2})]);"
                                        + " const c = await tools.books.send_email({to: a}); [a, b, c]"),
                        said::add))
                .isEqualTo(new ToBroker.Idle(0, null));
        assertThat(session.settle(Frames.ok(1, 2, "\"second\""))).isEqualTo(new ToBroker.Idle(1, null));
        assertThat(session.settle(Frames.ok(2, 1, "\"first\""))).isEqualTo(new ToBroker.Idle(2, null));
        assertThat(session.settle(Frames.ok(3, 3, "null")))
                .isEqualTo(new ToBroker.Idle(3, returned("[\"first\",\"second\",null]")));
        assertThat(said)
                .containsExactly(
                        new ToBroker.Called(1, 0, "echo", "echo", Frames.json("{\"i\":1}")),
                        new ToBroker.Called(2, 0, "echo", "echo", Frames.json("{\"i\":2}")),
                        new ToBroker.Called(3, 2, "books", "send_email", Frames.json("{\"to\":\"first\"}")));
    }

    @Test
    void aRefusalRejectsWithAToolError() {
        run(
                "let e; try { await tools.books.send_email({}) } catch (x) { e = x }"
                        + " [e instanceof ToolError, e instanceof Error, e.name, e.server, e.tool, e.code, e.message, e.data.why]");
        var failed = new Outcome.Failed("InvalidArguments", "to is missing", Frames.json("{\"why\":1}"));
        assertThat(session.settle(new ToSandbox.Settle(1, 1, failed, Frames.CLOCK))
                        .completion())
                .isEqualTo(returned(
                        "[true,true,\"ToolError\",\"books\",\"send_email\",\"InvalidArguments\",\"to is missing\",1]"));
    }

    @Test
    void timeStandsStillBetweenSettlements() {
        run("const t = [Date.now(), new Date().getTime()]; await tools.echo.echo({}); [...t, Date.now()]");
        var idle = session.settle(new ToSandbox.Settle(1, 1, new Outcome.Ok(Frames.json("1")), Frames.CLOCK + 5000));
        assertThat(idle.completion())
                .isEqualTo(returned("[" + Frames.CLOCK + "," + Frames.CLOCK + "," + (Frames.CLOCK + 5000) + "]"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            tools.book.x({})           | TypeError      | unknown server 'book'; there are: books, echo
            tools.books.nope({})       | TypeError      | unknown tool 'nope' of server 'books'; there are: list_invoices, send_email
            tools.books = 1            | TypeError      | tools is read-only
            tools.describe('books.x')  | TypeError      | unknown tool 'x' of server 'books'
            let tools = 1              | SyntaxError    | the name tools is taken by the runtime
            ({a: 1n})                  | TypeError      | the result cannot be turned into JSON
            const c = {}; c.c = c; c   | TypeError      | the result cannot be turned into JSON
            () => 1                    | TypeError      | the result is a function
            fetch('http://x')          | ReferenceError | there is no network
            setTimeout(() => 1)        | ReferenceError | time stands still
            null.x                     | TypeError      | (line 1: null.x)
            throw 5                    | Error          | thrown: 5
            throw null                 | Error          | thrown: null
            let a = = 1                | SyntaxError    | (line 1)
            if (                       | SyntaxError    | the code ends too early
            }); (function () {         | SyntaxError    | a closing brace too many
            inputs.template = 'x'; 'use strict'; inputs.list.push(1) | TypeError | line 1
            'x'.repeat(70000)          | RangeError     | the result has 70002 bytes of JSON; at most 65536
            """)
    void errorsHelp(String code, String name, String message) {
        assertThat(run(code)).isInstanceOfSatisfying(Threw.class, threw -> {
            assertThat(threw.name()).isEqualTo(name);
            assertThat(threw.message()).contains(message).doesNotContainIgnoringCase("java", "polyglot", "truffle");
        });
    }

    @Test
    void anErrorNamesTheLineOfTheCode() {
        assertThat(run("const a = 1;\n\nfunction f() {\n  return a.b.c;\n}\nf()"))
                .isEqualTo(new Threw("TypeError", "Cannot read property 'c' of undefined (line 4: return a.b.c;)", 4));
    }

    @Test
    void aSyntaxErrorShowsThePlace() {
        assertThat(run("let x = 1;\nlet y = = 2;")).isInstanceOfSatisfying(Threw.class, threw -> {
            assertThat(threw.line()).isEqualTo(2);
            assertThat(threw.message()).endsWith("let y = = 2;\n        ^");
        });
    }

    @Test
    void printsAreShownForAReader() {
        run(
                "print('a', 1, {b: [1, 'x']}, new Map([['k', {v: 1}]]), new Set([1]), undefined, null, 5n, /x/g, new Error('e'));"
                        + " console.warn([1]); const c = {n: 1n}; c.c = c; console.log(c)");
        assertThat(said).extracting(frame -> ((ToBroker.Printed) frame).text()).satisfies(texts -> {
            assertThat(texts.get(0))
                    .isEqualTo(
                            "a 1 {\"b\":[1,\"x\"]} Map(1) {\"k\" => {\"v\":1}} Set(1) {1} undefined null 5n /x/g Error: e\n");
            assertThat(texts.get(1)).isEqualTo("[1]\n");
            assertThat(texts.get(2)).startsWith("{\"n\":1n,\"c\":{");
        });
    }

    @Test
    void theCatalogIsReadable() {
        assertThat(
                        run(
                                "[tools.search('email')[0].name, tools.describe('books.list_invoices'), Object.keys(tools), 'send_email' in tools.books]"))
                .isEqualTo(
                        returned(
                                "[\"books.send_email\",\"/** Lists invoices. Filter by status. */\\ntools.books.list_invoices(args: { status: \\\"open\\\" | \\\"overdue\\\"; \\\"page size\\\"?: number }): Promise<unknown>\",[\"books\",\"echo\"],true]"));
    }
}
