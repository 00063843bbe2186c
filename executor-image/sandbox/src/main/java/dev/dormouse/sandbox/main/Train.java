/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.sandbox.main;

import dev.dormouse.sandbox.confine.Architecture;
import dev.dormouse.sandbox.confine.Filters;
import dev.dormouse.sandbox.supervisor.AotCache;
import dev.dormouse.sandbox.supervisor.EvaluatorCommand;
import dev.dormouse.wire.Json;
import dev.dormouse.wire.Outcome;
import dev.dormouse.wire.StepId;
import dev.dormouse.wire.frame.FrameChannel;
import dev.dormouse.wire.frame.ToBroker;
import dev.dormouse.wire.frame.ToSandbox;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The run that AOT caches are recorded from: {@code Train evaluator} or {@code Train supervisor}, each under the class path
 * and the flags that it has in production. Opens a session, runs cells that use what cells use, captures and restores.
 * {@code Train evaluator FILE} is the former in a process of its own, with the flags of an evaluator, which makes FILE.
 *
 * <p>A cache that doesn't fit is dropped silently by the JVM unless {@code -XX:AOTMode=on} stands beside it; images do
 * that, so a process that starts there has its cache.
 *
 * <pre>
 * java EvaluatorCommand.FLAGS -XX:AOTCacheOutput=evaluator.aot  -cp JARS dev.dormouse.sandbox.main.Train evaluator
 * java FLAGS                  -XX:AOTCacheOutput=supervisor.aot -cp JARS dev.dormouse.sandbox.main.Train supervisor
 * java FLAGS -XX:AOTCache=supervisor.aot -XX:AOTMode=on -cp JARS dev.dormouse.sandbox.main.Sandbox \
 *     --socket PATH --evaluator-aot evaluator.aot
 * </pre>
 */
public final class Train {
    private static final String FIRST = """
            const overdue = await tools.books.list_invoices({status: 'overdue'});
            class Customer { constructor(name) { this.name = name; this.tags = new Set(); } get label() { return `${this.name}!`; } }
            const customers = new Map(overdue.map(i => [i.id, new Customer(i.customer)]));
            const sent = await Promise.all(overdue.map(async ({id, ...rest}) => {
              try { return await tools.books.send_email({to: `${id}@example.com`, rest}); } catch (e) { return e.code; }
            }));
            function total(list) { let sum = 0; for (const i of list) sum += i.amount; return sum; }
            let when = new Date(), pattern = /a(b+)c/g, big = 10n ** 20n, bytes = new Uint8Array(8);
            console.log(tools.search('invoice'), tools.describe('books.list_invoices'), Math.random(), total(overdue));
            JSON.stringify({sent: sent.length, sorted: [...customers.keys()].sort((a, b) => b - a), when: when.toISOString()})
            """;
    private static final String SECOND =
            "print(customers.size, total(overdue), 'abc'.replace(pattern, 'x')); return [...customers.values()].map(c => c.label)";

    private final FrameChannel evaluator;

    private Train(FrameChannel evaluator) {
        this.evaluator = evaluator;
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        makeFilters();
        if (args[0].equals("supervisor")) {
            supervisor();
        } else if (args.length > 1) {
            var cache = new AotCache(Path.of(args[1]), AotCache.Use.MADE);
            var itself = List.of(Train.class.getName(), "evaluator");
            var line = new EvaluatorCommand(Options.HEAP_MEGABYTES, Optional.of(cache), itself).line();
            System.exit(new ProcessBuilder(line).inheritIO().start().waitFor());
        } else {
            evaluator();
        }
    }

    /** And does not apply them: whoever gave its rights away can't write a cache. */
    private static void makeFilters() {
        var architecture = Architecture.current();
        for (var filter : List.of(
                Filters.base(),
                Filters.connected(),
                Filters.evaluator(ProcessHandle.current().pid()))) {
            architecture.ifPresent(filter::program);
        }
    }

    private static void evaluator() throws IOException {
        var down = Pipe.open();
        var up = Pipe.open();
        var theirs = new FrameReader(
                new FrameChannel(Channels.newInputStream(down.source()), Channels.newOutputStream(up.sink())));
        Thread.ofPlatform().daemon().start(theirs::pump);
        Thread.ofPlatform().daemon().start(() -> Evaluator.evaluate(theirs, Filters.none()));
        new Train(new FrameChannel(Channels.newInputStream(up.source()), Channels.newOutputStream(down.sink())))
                .drive();
        System.exit(0);
    }

    private static void supervisor() throws IOException, InterruptedException {
        var folder = Files.createTempDirectory("train");
        var path = folder.resolve("broker.sock");
        try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(path));
            Thread.ofPlatform().daemon().start(() -> drive(server, path));
            System.exit(Sandbox.run(List.of("--socket", path.toString()), Filters.none(), Filters.none()));
        }
    }

    private static void drive(ServerSocketChannel server, Path path) {
        try (var socket = server.accept()) {
            Files.delete(path);
            Files.delete(path.getParent());
            new Train(new FrameChannel(Channels.newInputStream(socket), Channels.newOutputStream(socket))).drive();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void drive() throws IOException {
        next();
        tell(new ToSandbox.Open(1, new ToSandbox.Task("default", "train", "uid"), Json.tree("{\"a\":[1]}"), null));
        var snapshot = step(FIRST);
        tell(new ToSandbox.Open(1, new ToSandbox.Task("default", "train", "uid"), Json.tree("{\"a\":[1]}"), snapshot));
        step(SECOND);
    }

    /** Runs one cell and settles its calls as they come. */
    private byte[] step(String code) throws IOException {
        var tools = List.of(tool("list_invoices"), tool("send_email"));
        var limits = new ToSandbox.StepLimits(60_000, 60_000, 65_536, 100, 65_536);
        evaluator.write(new ToSandbox.Begin(new StepId("train", 1), code, tools, 1, 1, limits));
        int settled = 0;
        int called = 0;
        while (true) {
            var heard = next();
            if (heard instanceof ToBroker.Called call) {
                called = call.n();
            } else if (heard instanceof ToBroker.Lost lost) {
                throw new IOException(lost.message());
            } else if (heard instanceof ToBroker.Idle && settled < called) {
                settled++;
                evaluator.write(new ToSandbox.Settle(settled, settled, outcome(settled), settled));
            } else if (heard instanceof ToBroker.Idle) {
                return ((ToBroker.Finished) tell(new ToSandbox.Finish())).snapshot();
            }
        }
    }

    private static Outcome outcome(int n) {
        return n == 3
                ? new Outcome.Failed("ToolError", "no such address", null)
                : new Outcome.Ok(Json.tree(
                        "[{\"id\":1,\"customer\":\"a\",\"amount\":2.5},{\"id\":2,\"customer\":\"b\",\"amount\":4}]"));
    }

    private static ToSandbox.ToolDeclaration tool(String name) {
        var schema = Json.tree("{\"type\":\"object\",\"properties\":{\"status\":{\"type\":\"string\"}}}");
        return new ToSandbox.ToolDeclaration("books", name, "About invoices.", schema, null);
    }

    private ToBroker tell(ToSandbox frame) throws IOException {
        evaluator.write(frame);
        return next();
    }

    private ToBroker next() throws IOException {
        return evaluator.read(ToBroker.class).orElseThrow(() -> new IOException("it ended"));
    }
}
