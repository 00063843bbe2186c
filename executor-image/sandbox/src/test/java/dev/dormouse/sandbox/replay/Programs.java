/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.sandbox.replay;

import java.util.List;
import java.util.SplittableRandom;

/** Random programs that do what agents' code does: calls alone and in parallel, races, errors, clocks, chance, closures. */
final class Programs {
    private final SplittableRandom random;
    private final StringBuilder code = new StringBuilder();
    private int names;

    private Programs(long seed) {
        random = new SplittableRandom(seed);
    }

    /** The same seed always gives the same program. */
    static String of(long seed) {
        var program = new Programs(seed);
        program.line("let log" + seed + " = [], out" + seed + " = x => { log" + seed + ".push(x); print(x); };");
        program.line("const out = out" + seed + ";");
        int statements = 3 + program.random.nextInt(8);
        for (int i = 0; i < statements; i++) {
            program.statement(0);
        }
        program.line("return {log: log" + seed + ", at: Date.now(), end: Math.random()};");
        return program.code.toString();
    }

    private void line(String text) {
        code.append(text).append('\n');
    }

    private String fresh() {
        return "v" + names++;
    }

    private String call() {
        var argument = switch (random.nextInt(5)) {
            case 0 -> "Math.random()";
            case 1 -> "Date.now()";
            case 2 -> "crypto.randomUUID()";
            case 3 -> "new Date().toISOString()";
            default -> Integer.toString(random.nextInt(100));
        };
        var tool = List.of("tools.echo.echo", "tools.books.send_email", "tools.books.list_invoices");
        return tool.get(random.nextInt(3)) + "({x: " + argument + ", n: " + random.nextInt(10) + "})";
    }

    private String settled() {
        return call() + ".then(r => ({ok: r}), e => ({code: e.code, message: e.message}))";
    }

    private void statement(int depth) {
        switch (random.nextInt(depth > 2 ? 7 : 11)) {
            case 0 -> line("out(JSON.stringify(await " + settled() + "));");
            case 1 -> parallel("Promise.all");
            case 2 -> parallel("Promise.race");
            case 3 -> parallel("Promise.any");
            case 4 -> caught();
            case 5 -> background();
            case 6 -> line("out([..." + sorted() + "].join());");
            case 7 -> loop(depth);
            case 8 -> branch(depth);
            case 9 -> function(depth);
            default -> workers();
        }
    }

    private void parallel(String how) {
        var calls = new StringBuilder();
        int count = 1 + random.nextInt(5);
        for (int i = 0; i < count; i++) {
            calls.append(i == 0 ? "" : ", ").append(settled());
        }
        line("out(JSON.stringify(await " + how + "([" + calls + "])));");
    }

    private void caught() {
        var name = fresh();
        line("try { const " + name + " = await " + call() + "; out(typeof " + name
                + "); } catch (e) { out(e.name + e.code); }" + " finally { out(Math.random()); }");
    }

    private void background() {
        line(call() + ".then(r => out('bg' + Math.random()), e => out('bge' + Date.now()));");
    }

    private String sorted() {
        return "new Map(Array.from({length: " + (1 + random.nextInt(6))
                + "}, (_, i) => [Math.random() > 0.5 ? i : 'k' + i, i])).keys()";
    }

    private void loop(int depth) {
        var name = fresh();
        line("for (let " + name + " = 0; " + name + " < " + (1 + random.nextInt(3)) + "; " + name + "++) {");
        statement(depth + 1);
        line("}");
    }

    private void branch(int depth) {
        line("if (Math.random() < 0.5) {");
        statement(depth + 1);
        line("} else {");
        statement(depth + 1);
        line("}");
    }

    private void function(int depth) {
        var name = fresh();
        line("const " + name + " = async (n) => {");
        statement(depth + 1);
        line("return n + Math.random(); };");
        line("out(JSON.stringify(await Promise.allSettled([" + name + "(1), " + name + "(2)])));");
    }

    /** A pool of workers over one queue: whoever is settled first takes the next item. */
    private void workers() {
        var queue = fresh();
        line("const " + queue + " = [1, 2, 3, 4, 5, 6];");
        line("await Promise.all([1, 2, 3].map(async w => { while (" + queue + ".length) { const i = " + queue
                + ".shift(); out(w + ':' + i + JSON.stringify(await " + settled() + ")); } }));");
    }
}
