/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.blob;

import dev.dormouse.broker.blob.PartStore.GetResult;
import dev.dormouse.broker.blob.PartStore.PutResult;
import dev.dormouse.broker.journal.Digests;
import dev.dormouse.wire.state.BlobRef;
import dev.dormouse.wire.state.PartName;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** Carries blobs to and from a {@link PartStore}, cut into parts, and tries again while that can help. Blocks. */
public final class BlobTransfer {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(20);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

    private final PartStore store;
    private final Patience patience;

    /**
     * How long to try again.
     *
     * @param put as long as a controller may take to come back and make what the head wants
     * @param get a new Role reaches each API server late
     */
    public record Patience(Duration put, Duration get) {}

    public BlobTransfer(PartStore store, Patience patience) {
        this.store = store;
        this.patience = patience;
    }

    /** Number of parts that so many bytes take; at least one. */
    public int parts(long bytes) {
        return (int) Math.max(1, (bytes + store.partBytes() - 1) / store.partBytes());
    }

    /** @see PartStore#retain */
    public void retain(Set<PartName> named) {
        store.retain(named);
    }

    /** What came of a transfer. */
    public sealed interface Put {
        record Stored(BlobRef ref) implements Put {}

        /** Its time is over, or its names are taken. */
        record Failed(String why) implements Put {}
    }

    /** @param names as many as {@link #parts} says */
    public Put put(List<PartName> names, byte[] bytes) throws InterruptedException {
        long giveUp = System.nanoTime() + patience.put().toNanos();
        for (int i = 0; i < names.size(); i++) {
            var from = i * store.partBytes();
            var part = Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + store.partBytes()));
            var pause = FIRST_PAUSE;
            for (var result = store.put(names.get(i), part);
                    !(result instanceof PutResult.Stored);
                    result = store.put(names.get(i), part)) {
                if (result instanceof PutResult.Taken(var why)) {
                    return new Put.Failed(why);
                }
                if (result instanceof PutResult.NotYet(var why) && System.nanoTime() > giveUp) {
                    return new Put.Failed(why);
                }
                pause = paused(pause);
            }
        }
        return new Put.Stored(new BlobRef(Digests.ofBytes(bytes), bytes.length, names));
    }

    /** What came of a transfer. */
    public sealed interface Got {
        record Found(byte[] bytes) implements Got {}

        /** Gone for good. */
        record Lost(String why) implements Got {}

        /** There, and not what was stored. */
        record Tampered(String why) implements Got {}

        record Unreachable(String why) implements Got {}
    }

    public Got get(BlobRef ref) throws InterruptedException {
        var all = new ByteArrayOutputStream();
        for (var part : ref.parts()) {
            switch (get(part)) {
                case GetResult.Found(var bytes) -> all.writeBytes(bytes);
                case GetResult.Missing(var why) -> {
                    return new Got.Lost(why);
                }
                case GetResult.Unreachable(var why) -> {
                    return new Got.Unreachable(why);
                }
            }
        }
        return Digests.ofBytes(all.toByteArray()).equals(ref.digest())
                ? new Got.Found(all.toByteArray())
                : new Got.Tampered("parts " + ref.parts() + " are not what was stored: their SHA-256 is another");
    }

    /** All of them, in order, or the first that can't be had. */
    public List<Got> all(List<BlobRef> refs) throws InterruptedException {
        var found = new ArrayList<Got>();
        for (var ref : refs) {
            var got = get(ref);
            found.add(got);
            if (!(got instanceof Got.Found)) {
                break;
            }
        }
        return found;
    }

    private GetResult get(PartName part) throws InterruptedException {
        long giveUp = System.nanoTime() + patience.get().toNanos();
        var pause = FIRST_PAUSE;
        while (true) {
            var result = store.get(part);
            if (!(result instanceof GetResult.Unreachable) || System.nanoTime() > giveUp) {
                return result;
            }
            pause = paused(pause);
        }
    }

    private static Duration paused(Duration pause) throws InterruptedException {
        Thread.sleep(pause);
        var next = pause.multipliedBy(2);
        return next.compareTo(LONGEST_PAUSE) < 0 ? next : LONGEST_PAUSE;
    }
}
