/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.sandbox.supervisor;

import dev.dormouse.sandbox.Frames;
import dev.dormouse.sandbox.main.Evaluator;
import dev.dormouse.sandbox.main.Sandbox;
import dev.dormouse.wire.frame.FrameChannel;
import dev.dormouse.wire.frame.ToBroker;
import dev.dormouse.wire.frame.ToSandbox;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The broker's side of a real socket, with a real sandbox process at its other end. */
final class Broker implements AutoCloseable {
    final Process sandbox;
    private final Path folder;
    private final ServerSocketChannel server;
    private final SocketChannel connection;
    private final FrameChannel frames;

    private Broker(List<String> prefix, List<String> options) throws IOException {
        folder = Files.createTempDirectory("sandbox");
        var path = folder.resolve("broker.sock");
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(path));
        var line = new ArrayList<>(prefix);
        line.addAll(java(Sandbox.class, "--socket", path.toString()));
        line.addAll(options);
        var builder = new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("SECRET_TOKEN", "do-not-leak-me");
        sandbox = builder.start();
        connection = server.accept();
        frames = new FrameChannel(Channels.newInputStream(connection), Channels.newOutputStream(connection));
    }

    /** After its greeting. */
    static Broker withSandbox(String... options) throws IOException {
        var broker = new Broker(List.of(), List.of(options));
        broker.next();
        return broker;
    }

    /** Before its first frame. */
    static Broker withSandboxStartedBy(List<String> prefix) throws IOException {
        return new Broker(prefix, List.of());
    }

    /** The command line of a class of the class path. */
    static List<String> java(Class<?> main, String... arguments) {
        var line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        line.addAll(List.of(arguments));
        return line;
    }

    void send(ToSandbox frame) throws IOException {
        frames.write(frame);
    }

    ToBroker next() throws IOException {
        return frames.read(ToBroker.class).orElseThrow(() -> new IOException("the sandbox hung up"));
    }

    ToBroker.Opened open(byte @Nullable [] snapshot) throws IOException {
        send(Frames.open(snapshot));
        return (ToBroker.Opened) next();
    }

    /** Runs until the sandbox is idle or lost, and gives that. */
    ToBroker run(ToSandbox frame) throws IOException {
        send(frame);
        var heard = next();
        while (heard instanceof ToBroker.Called || heard instanceof ToBroker.Printed) {
            heard = next();
        }
        return heard;
    }

    ToBroker.Finished finish() throws IOException {
        send(new ToSandbox.Finish());
        return (ToBroker.Finished) next();
    }

    void hangUp() throws IOException {
        connection.close();
    }

    static String mainClass(ProcessHandle process) {
        return arguments(process).stream()
                .filter(argument -> argument.startsWith("dev.dormouse."))
                .findFirst()
                .orElse("");
    }

    /** From /proc, for {@link ProcessHandle.Info} gives up behind 4 KiB, which a class path of long names takes. */
    private static List<String> arguments(ProcessHandle process) {
        try {
            return List.of(Files.readString(Path.of("/proc/" + process.pid() + "/cmdline"))
                    .split("\0"));
        } catch (IOException e) {
            return List.of(); // ended meanwhile
        }
    }

    /** The evaluator that the supervisor runs at this moment. */
    ProcessHandle evaluator() {
        return sandbox.children()
                .filter(child -> arguments(child).contains(Evaluator.class.getName()))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public void close() throws IOException {
        connection.close();
        server.close();
        sandbox.destroyForcibly();
        Files.deleteIfExists(folder.resolve("broker.sock"));
        Files.deleteIfExists(folder);
    }
}
