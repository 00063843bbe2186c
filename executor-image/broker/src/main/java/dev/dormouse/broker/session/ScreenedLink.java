/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.session;

import dev.dormouse.broker.secrets.Keyring;
import dev.dormouse.wire.Json;
import dev.dormouse.wire.frame.Completion;
import dev.dormouse.wire.frame.ToBroker;
import dev.dormouse.wire.frame.ToSandbox;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Lets no value of a Secret out of the sandbox. The guest is never given one, but it may put one together from pieces, or
 * its author may have written one into the code. A print is replaced by words; a result is an error; variables are kept by
 * replay, not by snapshot, so that the value is never stored.
 */
public final class ScreenedLink implements SandboxLink {
    private static final int SNAPSHOT_HEAD = 4;
    /** A few bytes can unpack to more than all memory. */
    private static final long MAX_UNPACKED = 256L * 1024 * 1024;

    private final SandboxLink link;
    private final Keyring keyring;

    public ScreenedLink(SandboxLink link, Keyring keyring) {
        this.link = link;
        this.keyring = keyring;
    }

    @Override
    public void send(ToSandbox frame) {
        link.send(frame);
    }

    @Override
    public void listen(Listener listener) {
        link.listen(new Listener() {
            @Override
            public void received(ToBroker frame, FrameSize size) {
                listener.received(screened(frame), size);
            }

            @Override
            public void violated(String why) {
                listener.violated(keyring.screened(why));
            }

            @Override
            public void lost(String why) {
                listener.lost(keyring.screened(why));
            }
        });
    }

    private ToBroker screened(ToBroker frame) {
        return switch (frame) {
            case ToBroker.Printed(var text) -> new ToBroker.Printed(keyring.screened(text));
            case ToBroker.Idle(var k, var completion) -> new ToBroker.Idle(k, screened(completion));
            case ToBroker.Lost(var reason, var message) -> new ToBroker.Lost(reason, keyring.screened(message));
            case ToBroker.Unconfined(var why) -> new ToBroker.Unconfined(keyring.screened(why));
            case ToBroker.Finished finished -> screened(finished);
            // a call's arguments are looked at where they would leave; the rest goes nowhere
            case ToBroker.Called _, ToBroker.Hello _, ToBroker.Opened _ -> frame;
        };
    }

    private @Nullable Completion screened(@Nullable Completion completion) {
        return switch (completion) {
            case null -> null;
            case Completion.Returned(var value) ->
                keyring.find(Json.bytes(value))
                        .<Completion>map(key -> new Completion.Threw(
                                Keyring.WITHHELD, Keyring.withheld("the result of the turn", key), 0))
                        .orElse(completion);
            case Completion.Threw(var name, var message, var line) -> threw(name, message, line);
        };
    }

    /** The name of our own refusal is not for the guest to use. */
    private Completion threw(String name, String message, int line) {
        return keyring.find(name + " " + message)
                .map(key ->
                        new Completion.Threw(Keyring.WITHHELD, Keyring.withheld("the error of the turn", key), line))
                .orElseGet(() -> new Completion.Threw(name.equals(Keyring.WITHHELD) ? "Error" : name, message, line));
    }

    private ToBroker screened(ToBroker.Finished finished) {
        return problem(finished.snapshot())
                .<ToBroker>map(why -> new ToBroker.Finished(
                        new byte[0], finished.variables(), List.of(new ToBroker.Uncaptured("variables", why))))
                .orElse(finished);
    }

    /** A snapshot is four bytes and then a zlib stream; of anything else the bytes themselves are looked at. */
    private Optional<String> problem(byte[] snapshot) {
        try (var packed = new ByteArrayInputStream(snapshot)) {
            packed.skipNBytes(Math.min(SNAPSHOT_HEAD, snapshot.length));
            return keyring.find(new Bounded(new InflaterInputStream(packed), MAX_UNPACKED))
                    .map(key -> Keyring.withheld("a variable", key));
        } catch (Bounded.TooMuchException e) {
            return Optional.of("unpacked larger than " + MAX_UNPACKED / 1024 / 1024
                    + " MiB, too much to look for values of Secrets");
        } catch (IOException e) {
            return keyring.find(snapshot).map(key -> Keyring.withheld("a variable", key));
        }
    }

    @Override
    public void hangUp() {
        link.hangUp();
    }

    @Override
    public void close() {
        link.close();
    }
}
