/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.wire.state;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What of a task stands beside its state. A part is first wanted, then made and filled, then live, then gone; it never
 * goes back, so whoever sees an old head takes nothing for gone that isn't.
 *
 * @param last highest number that this epoch has given out; 0 before the first
 * @param wanted parts that the broker is about to fill; the controller makes them
 * @param live parts that hold something which the head, or a record of the journal, names
 * @param segments earlier parts of the journal, oldest first; what the state itself holds of it comes after them
 * @param snapshot of the variables, where the state itself has no room for it
 */
public record Blobs(
        long last,
        List<PartName> wanted,
        List<PartName> live,
        List<BlobRef> segments,
        @Nullable BlobRef snapshot) {
    public static final Blobs NONE = new Blobs(0, List.of(), List.of(), List.of(), null);

    public Blobs {
        wanted = List.copyOf(wanted);
        live = List.copyOf(live);
        segments = List.copyOf(segments);
    }

    /** What the next epoch takes over: nobody fills any more what the last one wanted. */
    public Blobs inNextEpoch() {
        return new Blobs(0, List.of(), live, segments, snapshot);
    }

    /** Nothing more is going to be filled. */
    public Blobs atRest() {
        return new Blobs(last, List.of(), live, segments, snapshot);
    }

    /** Whether nothing names this part and nothing ever will, by a head of this epoch, however old that head is. */
    public boolean dropped(PartName part, long epoch) {
        var given = part.epoch() < epoch || part.epoch() == epoch && part.n() <= last;
        return given && !wanted.contains(part) && !live.contains(part);
    }

    /** Wanted and live ones, in order. */
    public Set<PartName> named() {
        var all = new TreeSet<PartName>(PartName.ORDER);
        all.addAll(wanted);
        all.addAll(live);
        return all;
    }
}
