/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.session;

import dev.dormouse.broker.blob.BlobTransfer;
import dev.dormouse.wire.state.BlobRef;
import dev.dormouse.wire.state.PartName;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Stores bytes beside the state: names parts, has the next commit ask for them, fills them. Asks for more than it needs
 * where it has needed many, for each ask costs a commit and a round of the controller. Lives on the loop.
 */
final class BlobWriter {
    private static final int MOST_AHEAD = 16;

    private final Loop loop;
    private final BlobTransfer transfer;
    private final Asking asking;
    private final Set<PartName> wanted = new LinkedHashSet<>();
    private final Deque<PartName> spare = new ArrayDeque<>();
    private long last;
    private int used;

    /** The commits that ask. */
    interface Asking {
        long epoch();

        /** Commits what is {@link #wanted} now. */
        void ask(Runnable asked);
    }

    BlobWriter(Loop loop, BlobTransfer transfer, Asking asking) {
        this.loop = loop;
        this.transfer = transfer;
        this.asking = asking;
    }

    long last() {
        return last;
    }

    List<PartName> wanted() {
        return List.copyOf(wanted);
    }

    /**
     * Stores them.
     *
     * @param then told where they stand, once they do; nothing keeps them there but a head that names them. Never told
     *     when they can't be stored, which ends the session
     */
    void write(byte[] bytes, Consumer<BlobRef> then) {
        int needed = transfer.parts(bytes.length);
        used += needed;
        if (spare.size() >= needed) {
            fill(take(needed), bytes, then);
            return;
        }
        var asked = named(needed + Math.min(MOST_AHEAD, used / 2));
        asking.ask(() -> {
            spare.addAll(asked);
            fill(take(needed), bytes, then);
        });
    }

    private List<PartName> named(int count) {
        var names = new ArrayList<PartName>();
        for (int i = 0; i < count; i++) {
            names.add(new PartName(asking.epoch(), ++last));
        }
        wanted.addAll(names);
        return names;
    }

    private List<PartName> take(int count) {
        var names = new ArrayList<PartName>();
        for (int i = 0; i < count; i++) {
            names.add(spare.removeFirst());
        }
        return names;
    }

    private void fill(List<PartName> names, byte[] bytes, Consumer<BlobRef> then) {
        Thread.ofVirtual().start(() -> {
            try {
                var result = transfer.put(names, bytes);
                loop.post(() -> filled(result, then));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private void filled(BlobTransfer.Put result, Consumer<BlobRef> then) {
        switch (result) {
            case BlobTransfer.Put.Stored(var ref) -> {
                ref.parts().forEach(wanted::remove);
                then.accept(ref);
            }
            case BlobTransfer.Put.Failed(var why) -> loop.exit(new SessionEnd.StoreUnreachable(why));
        }
    }
}
