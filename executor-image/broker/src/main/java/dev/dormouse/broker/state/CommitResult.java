/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.state;

/** What one conditional write came to. {@link Committer} turns it into a {@link CommitOutcome}. */
public sealed interface CommitResult {
    record Committed(Version version) implements CommitResult {}

    /** Not written: the store holds another version, this one. */
    record Conflict(LoadResult.Stored current) implements CommitResult {}

    /** Perhaps written. */
    record Unreachable(String why) implements CommitResult {}

    /** Not written: the state isn't there, or can't be read. */
    record Gone(LoadResult.LossReason reason, String why) implements CommitResult {}

    /** Not written, and never will be in this form. */
    record TooLarge(StoreTooSmall why) implements CommitResult {}

    /** Not written: the store refuses these bytes. */
    record Refused(String why) implements CommitResult {}
}
