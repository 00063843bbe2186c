/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.dormouse.wire.Outcome;
import dev.dormouse.wire.frame.FrameChannel;
import dev.dormouse.wire.frame.ToBroker;
import dev.dormouse.wire.frame.ToSandbox;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 30, threadMode = ThreadMode.SEPARATE_THREAD)
class UnixSandboxLinkTest {
    @TempDir
    Path folder;

    @Test
    void aSandboxThatReadsNothingHoldsUpNobodyAndIsHungUp() throws Exception {
        var path = folder.resolve("s.sock");
        try (var link = UnixSandboxLink.listenOn(path, Duration.ofMillis(200));
                var socket = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            // given
            var heard = new Heard();
            link.listen(heard);
            socket.connect(UnixDomainSocketAddress.of(path));
            greet(socket);
            heard.greeted.join();
            // when
            var large = new Outcome.Ok(TextNode.valueOf("x".repeat(8 << 20)));
            link.send(new ToSandbox.Settle(1, 1, large, 0));
            // then
            assertThat(heard.lost.join()).contains("the connection to the sandbox broke");
        }
    }

    private static void greet(SocketChannel socket) throws Exception {
        new FrameChannel(Channels.newInputStream(socket), Channels.newOutputStream(socket))
                .write(new ToBroker.Hello("engine", 0));
    }

    private static final class Heard implements SandboxLink.Listener {
        private final CompletableFuture<Boolean> greeted = new CompletableFuture<>();
        private final CompletableFuture<String> lost = new CompletableFuture<>();

        @Override
        public void received(ToBroker frame, SandboxLink.FrameSize size) {
            greeted.complete(true);
        }

        @Override
        public void lost(String why) {
            lost.complete(why);
        }

        @Override
        public void violated(String why) {
            lost.completeExceptionally(new AssertionError(why));
        }
    }
}
