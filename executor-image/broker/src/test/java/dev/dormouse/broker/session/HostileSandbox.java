/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.session;

import dev.dormouse.wire.frame.FrameChannel;
import dev.dormouse.wire.frame.ToBroker;
import dev.dormouse.wire.frame.ToSandbox;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Random;

/**
 * A sandbox over the real socket that is honest for a while, then lies, and each time that it is hung up comes back, at
 * the end an honest one.
 */
final class HostileSandbox implements Runnable {
    private final Path path;
    private final int items;
    private final Random random;
    private final Choice choice;
    private int lies;

    /** Which lie comes next. */
    interface Choice {
        Lie next(Random random);
    }

    record Temper(Random random, Choice choice, int lies) {}

    HostileSandbox(Path path, int items, Temper temper) {
        this.path = path;
        this.items = items;
        this.random = temper.random();
        this.choice = temper.choice();
        this.lies = temper.lies();
    }

    @Override
    public void run() {
        while (!Thread.currentThread().isInterrupted()) {
            try (var socket = SocketChannel.open(StandardProtocolFamily.UNIX)) {
                socket.connect(UnixDomainSocketAddress.of(path));
                live(
                        new FrameChannel(Channels.newInputStream(socket), Channels.newOutputStream(socket)),
                        Channels.newOutputStream(socket));
            } catch (IOException | RuntimeException e) { // also the honest part, when a forged call was answered
                if (!path.toFile().exists()) {
                    return; // the broker is gone
                }
            }
        }
    }

    private void live(FrameChannel frames, OutputStream raw) throws IOException {
        var guest = new ScriptedGuest(items, Runnable::run);
        int honest = random.nextInt(40);
        var said = new int[1];
        guest.listen(new SandboxLink.Listener() {
            @Override
            public void received(ToBroker frame, SandboxLink.FrameSize size) {
                try {
                    if (lies > 0 && said[0]++ >= honest) {
                        lies--;
                        choice.next(random).tell(raw, frame, random);
                    }
                    frames.write(frame);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }

            @Override
            public void lost(String why) {}

            @Override
            public void violated(String why) {}
        });
        for (var frame = frames.read(ToSandbox.class); frame.isPresent(); frame = frames.read(ToSandbox.class)) {
            guest.send(frame.get());
        }
    }
}
