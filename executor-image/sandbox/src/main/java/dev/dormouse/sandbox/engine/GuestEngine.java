/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.sandbox.engine;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.Map;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Engine;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.SandboxPolicy;
import org.graalvm.polyglot.Source;

/**
 * The JavaScript engine of this process; parsed code is shared by all its contexts. Guests get no access to the host:
 * strings and numbers are all that crosses.
 */
public final class GuestEngine implements AutoCloseable {
    private static final Map<String, String> OPTIONS = Map.ofEntries(
            Map.entry("js.ecmascript-version", "2025"),
            Map.entry("js.load", "false"),
            Map.entry("js.graal-builtin", "false"),
            Map.entry("js.print", "false"),
            Map.entry("js.console", "false"),
            Map.entry("js.performance", "false"),
            Map.entry("js.locale", "en-US"));

    private final Engine engine;
    private final Source prelude;
    private final Source variables;

    public GuestEngine() {
        engine = Engine.newBuilder("js")
                .sandbox(SandboxPolicy.CONSTRAINED)
                .in(InputStream.nullInputStream())
                .out(OutputStream.nullOutputStream())
                .err(OutputStream.nullOutputStream())
                .option("engine.WarnInterpreterOnly", "false")
                .build();
        prelude = script("prelude");
        variables = script("variables");
    }

    private static Source script(String name) {
        return Source.newBuilder("js", text("/dev/dormouse/sandbox/guest/" + name + ".js"), name)
                .internal(true)
                .buildLiteral();
    }

    /** Name and version; a step is pinned to it. */
    public String version() {
        return "graaljs " + engine.getVersion();
    }

    Context newContext() {
        return Context.newBuilder("js")
                .engine(engine)
                .sandbox(SandboxPolicy.CONSTRAINED)
                .allowHostAccess(HostAccess.CONSTRAINED)
                .timeZone(ZoneOffset.UTC)
                .options(OPTIONS)
                .build();
    }

    Source prelude() {
        return prelude;
    }

    Source variables() {
        return variables;
    }

    private static String text(String resource) {
        try (var in = GuestEngine.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("no resource " + resource);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        engine.close(true);
    }
}
