/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.sandbox.main;

import dev.dormouse.sandbox.engine.GuestEngine;
import dev.dormouse.sandbox.engine.Session;
import dev.dormouse.sandbox.engine.StepListener;
import dev.dormouse.wire.frame.FrameChannel;
import dev.dormouse.wire.frame.ToBroker;
import dev.dormouse.wire.frame.ToSandbox;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The process that runs the guest: frames on stdin and stdout, nothing else goes in or out. It defends itself against
 * nothing; the supervisor kills it. It ends when its stdin does, at once, whatever it is doing.
 */
public final class Evaluator {
    /** Deep recursion of the guest is a RangeError of the guest; this is how deep it may go. */
    private static final long STACK_BYTES = 64L * 1024 * 1024;

    private final GuestEngine engine = new GuestEngine();
    private final FrameChannel channel;
    private @Nullable Session session;

    private Evaluator(FrameChannel channel) {
        this.channel = channel;
    }

    public static void main(String[] args) {
        var in = new FileInputStream(FileDescriptor.in);
        var out = new FileOutputStream(FileDescriptor.out);
        // Nothing but frames may reach stdout, whatever a library prints.
        System.setOut(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
        var frames = new FrameReader(new FrameChannel(in, out));
        var evaluating = new Thread(null, () -> evaluate(frames), "evaluator", STACK_BYTES);
        evaluating.setUncaughtExceptionHandler((thread, e) -> {
            e.printStackTrace();
            Runtime.getRuntime().halt(2);
        });
        evaluating.start();
        frames.pump();
        Runtime.getRuntime().halt(0);
    }

    static void evaluate(FrameReader frames) {
        try {
            new Evaluator(frames.channel()).run(frames);
        } catch (IOException | UncheckedIOException e) {
            Runtime.getRuntime().halt(1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run(FrameReader frames) throws IOException, InterruptedException {
        channel.write(new ToBroker.Hello(engine.version()));
        while (true) {
            channel.write(answer(frames.take()));
        }
    }

    private ToBroker answer(ToSandbox frame) {
        StepListener listener = this::send;
        return switch (frame) {
            case ToSandbox.Open open -> opened(open);
            case ToSandbox.Begin begin -> session().begin(begin, listener);
            case ToSandbox.Settle settle -> session().settle(settle);
            case ToSandbox.Finish finish -> session().finish();
        };
    }

    private ToBroker opened(ToSandbox.Open open) {
        if (session != null) {
            session.close();
        }
        session = new Session(engine, open);
        return new ToBroker.Opened(open.opening(), session.variables());
    }

    private Session session() {
        if (session == null) {
            throw new IllegalStateException("no Open yet");
        }
        return session;
    }

    private void send(ToBroker frame) {
        try {
            channel.write(frame);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
