/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.sandbox.main;

import dev.dormouse.sandbox.confine.Confinement;
import dev.dormouse.sandbox.confine.Filters;
import dev.dormouse.sandbox.confine.Landlock;
import dev.dormouse.sandbox.confine.SystemCallFilter;
import dev.dormouse.sandbox.confine.UnconfinedException;
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
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The process that runs the guest: frames on stdin and stdout, nothing else goes in or out. It gives its rights away before
 * there is an engine, and then defends itself against nothing; the supervisor kills it. It ends when its stdin does, at once, whatever it is doing.
 */
public final class Evaluator {
    /** Deep recursion of the guest is a RangeError of the guest; this is how deep it may go. */
    private static final long STACK_BYTES = 64L * 1024 * 1024;

    private final GuestEngine engine = new GuestEngine();
    private final FrameChannel channel;
    private final int landlock;
    private @Nullable Session session;
    /** Made while nothing is asked for yet: most of an opening is the same for all sessions. */
    private @Nullable Session blank;

    private Evaluator(FrameChannel channel, int landlock) {
        this.channel = channel;
        this.landlock = landlock;
    }

    public static void main(String[] args) {
        var filter = Filters.evaluator(ProcessHandle.current().pid());
        start(frames -> evaluate(frames, filter));
    }

    static void start(Consumer<FrameReader> evaluation) {
        var in = new FileInputStream(FileDescriptor.in);
        var out = new FileOutputStream(FileDescriptor.out);
        // Nothing but frames may reach stdout, whatever a library prints.
        System.setOut(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
        var frames = new FrameReader(new FrameChannel(in, out));
        var evaluating = new Thread(null, () -> evaluation.accept(frames), "evaluator", STACK_BYTES);
        evaluating.setUncaughtExceptionHandler((thread, e) -> {
            e.printStackTrace();
            Runtime.getRuntime().halt(2);
        });
        evaluating.start();
        frames.pump();
        Runtime.getRuntime().halt(0);
    }

    /** @param filter that holds for the whole process from here on */
    static void evaluate(FrameReader frames, SystemCallFilter filter) {
        try {
            Confinement.apply(filter);
            serve(frames, Landlock.restrict(Landlock.ofJava()));
        } catch (UnconfinedException e) {
            refuse(frames.channel(), e);
        }
    }

    static void serve(FrameReader frames, int landlock) {
        try {
            new Evaluator(frames.channel(), landlock).run(frames);
        } catch (IOException | UncheckedIOException e) {
            Runtime.getRuntime().halt(1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void refuse(FrameChannel channel, UnconfinedException e) {
        try {
            channel.write(new ToBroker.Unconfined(String.valueOf(e.getMessage())));
        } catch (IOException broken) {
            Runtime.getRuntime().halt(1);
        }
    }

    private void run(FrameReader frames) throws IOException, InterruptedException {
        channel.write(new ToBroker.Hello(engine.version(), landlock));
        blank = new Session(engine);
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
        session = (blank != null ? blank : new Session(engine)).open(open);
        blank = null;
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
