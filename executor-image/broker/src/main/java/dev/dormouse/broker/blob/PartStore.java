/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.blob;

import dev.dormouse.wire.state.PartName;
import java.util.Set;

/**
 * Holds parts of blobs: write-once, under names that a committed head has asked for. Calls block and never retry;
 * {@link BlobTransfer} does that.
 */
public interface PartStore {
    /** Bytes that one part may hold. */
    int partBytes();

    /** Stores the part; storing the same bytes again is fine. */
    PutResult put(PartName part, byte[] bytes);

    GetResult get(PartName part);

    /** Only these are named by the head that was committed last: whatever else stands here may go. */
    void retain(Set<PartName> named);

    /** What became of a part. */
    sealed interface PutResult {
        record Stored() implements PutResult {}

        /** Not yet, or not known: ask again. */
        record NotYet(String why) implements PutResult {}

        /** Never under this name: something else stands there. */
        record Taken(String why) implements PutResult {}
    }

    /** What stands under a name. */
    sealed interface GetResult {
        record Found(byte[] bytes) implements GetResult {}

        /** Nothing; asking again won't help. */
        record Missing(String why) implements GetResult {}

        /** Not known: ask again. */
        record Unreachable(String why) implements GetResult {}
    }
}
