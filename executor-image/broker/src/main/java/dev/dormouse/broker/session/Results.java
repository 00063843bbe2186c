/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.session;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdInputStream;
import dev.dormouse.broker.blob.BlobTransfer;
import dev.dormouse.broker.blob.BlobTransfer.Got;
import dev.dormouse.broker.model.AnswerRoom;
import dev.dormouse.wire.Json;
import dev.dormouse.wire.Outcome;
import dev.dormouse.wire.PackedOutcome;
import dev.dormouse.wire.state.BlobRef;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How calls ended, on the way into the journal and out of it again. A large one is stored by itself before the journal
 * knows of it, so that it holds up nobody else (protocol §2), and is read again only when a replay needs it. On the loop.
 */
final class Results {
    /** Bytes of JSON. */
    private static final int LARGE = 32 * 1024;

    private static final int LEVEL = 3;

    private final Loop loop;
    private final Ledger ledger;
    private final BlobTransfer blobs;
    private final AnswerRoom room = new AnswerRoom();

    Results(Loop loop, Ledger ledger, BlobTransfer blobs) {
        this.loop = loop;
        this.ledger = ledger;
        this.blobs = blobs;
    }

    /** @param blob absent: it stands in the journal itself */
    record Kept(PackedOutcome outcome, @Nullable BlobRef blob) {}

    /** For the answer of a call that is about to be sent. */
    AnswerRoom.Ticket room() {
        return room.ticket();
    }

    /** Makes ready for the journal; {@code then} appends it, at once where nothing has to be waited for. */
    void keep(Outcome outcome, Consumer<Kept> then) {
        var packed = PackedOutcome.of(outcome);
        if (packed.json().length <= LARGE) {
            ledger.whenRoom(() -> then.accept(new Kept(packed, null)));
        } else {
            ledger.storeWhenRoom(Zstd.compress(packed.json(), LEVEL), ref -> then.accept(new Kept(packed, ref)));
        }
    }

    /** What came of reading one again. */
    interface Reading {
        void found(Outcome outcome);

        /** It is gone, or isn't what was stored. */
        void lost(String why);
    }

    void read(BlobRef ref, Reading then) {
        Thread.ofVirtual().start(() -> {
            try {
                switch (blobs.get(ref)) {
                    case Got.Found(var bytes) -> {
                        var outcome = decoded(bytes);
                        loop.post(() -> then.found(outcome));
                    }
                    case Got.Lost(var why) -> loop.post(() -> then.lost(why));
                    case Got.Tampered(var why) -> loop.post(() -> then.lost(why));
                    case Got.Unreachable(var why) -> loop.exit(new SessionEnd.StoreUnreachable(why));
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (IOException e) {
                loop.post(() -> then.lost("a stored result can't be read: " + e.getMessage()));
            }
        });
    }

    private static Outcome decoded(byte[] bytes) throws IOException {
        try (var in = new ZstdInputStream(new ByteArrayInputStream(bytes))) {
            return Json.mapper().readValue(in, Outcome.class);
        }
    }
}
