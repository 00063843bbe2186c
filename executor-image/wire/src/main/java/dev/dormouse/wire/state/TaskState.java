/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.wire.state;

import org.jspecify.annotations.Nullable;

/**
 * The whole durable state of a task; one commit replaces it whole. How it stands in a ConfigMap or a folder is the
 * store's business.
 *
 * @param journal records of the tail and of the open step, encoded
 * @param snapshot of the variables at {@code head.checkpoint}; absent before the first
 */
public record TaskState(Head head, byte[] journal, byte @Nullable [] snapshot) {
    /** Key of {@link #head} (JSON) in {@code data} of the state ConfigMap. */
    public static final String HEAD_KEY = "head";
    /** Key of {@link #journal} in {@code binaryData}. */
    public static final String JOURNAL_KEY = "journal";
    /** Key of {@link #snapshot} in {@code binaryData}. */
    public static final String SNAPSHOT_KEY = "snapshot";

    /** Name of the state ConfigMap of a task. */
    public static String nameFor(String task) {
        return task + "-state";
    }
}
