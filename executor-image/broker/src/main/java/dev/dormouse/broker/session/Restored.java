/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.session;

import dev.dormouse.broker.blob.BlobTransfer;
import dev.dormouse.broker.blob.BlobTransfer.Got;
import dev.dormouse.broker.journal.Journal;
import dev.dormouse.broker.state.LoadResult.LossReason;
import dev.dormouse.wire.state.TaskState;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A state together with what stands beside it. */
public sealed interface Restored {
    /** @param snapshot absent before the first */
    record Whole(TaskState state, Journal journal, byte @Nullable [] snapshot) implements Restored {}

    /** Something of it is not there any more, or isn't what was stored: the task can't go on, ever. */
    record Broken(LossReason reason, String why) implements Restored {}

    record Unreachable(String why) implements Restored {}

    /** Fetches segments and snapshot; large results stay where they are until a replay asks for them. Blocks. */
    static Restored of(TaskState state, BlobTransfer blobs) throws InterruptedException {
        var segments = state.head().blobs().segments();
        var ref = state.head().blobs().snapshot();
        var wanted = new ArrayList<>(segments);
        if (ref != null) {
            wanted.add(ref);
        }
        var contents = new ArrayList<byte[]>();
        for (var got : blobs.all(wanted)) {
            switch (got) {
                case Got.Found(var bytes) -> contents.add(bytes);
                case Got.Lost(var why) -> {
                    return new Broken(LossReason.STATE_LOST, why);
                }
                case Got.Tampered(var why) -> {
                    return new Broken(LossReason.STATE_TAMPERED, why);
                }
                case Got.Unreachable(var why) -> {
                    return new Unreachable(why);
                }
            }
        }
        var snapshot = ref == null ? state.snapshot() : contents.removeLast();
        return new Whole(state, Journal.of(segments, List.copyOf(contents), state.journal()), snapshot);
    }
}
