/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.state;

import dev.dormouse.wire.Json;
import dev.dormouse.wire.state.TaskState;
import java.util.Optional;

/** The task has outgrown its store. */
public record StoreTooSmall(long bytes, long limit) {
    /** Of what a ConfigMap may hold, 1 MiB, the rest is left for metadata. */
    public static final long CONFIG_MAP_LIMIT = 900 * 1024;

    /** Sentence for a person, remedy included. */
    public String message() {
        return "the task's variables, its journal and the large results in it take " + bytes / 1024
                + " KiB and its store holds " + limit / 1024
                + " KiB: keep less in top-level variables (set those no longer needed to undefined), ask tools for less, "
                + "or split the turn";
    }

    static Optional<StoreTooSmall> check(TaskState state, long limit) {
        var snapshot = state.snapshot();
        long bytes =
                Json.bytes(state.head()).length + state.journal().length + (snapshot == null ? 0 : snapshot.length);
        return bytes > limit ? Optional.of(new StoreTooSmall(bytes, limit)) : Optional.empty();
    }
}
