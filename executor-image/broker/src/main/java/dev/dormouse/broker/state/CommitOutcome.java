/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.state;

/** What became of a commit; everything but {@link Committed} ends this broker's right to write. */
public sealed interface CommitOutcome {
    record Committed() implements CommitOutcome {}

    /** A newer epoch, or another broker process of this one, owns the task: cancel open requests, exit 10. */
    record Fenced(String why) implements CommitOutcome {}

    record Lost(LoadResult.LossReason reason, String why) implements CommitOutcome {}

    /** The deadline passed; the commit was perhaps written. Exit 20. */
    record Unreachable(String why) implements CommitOutcome {}

    /** The store takes this write for invalid; never written. */
    record Refused(String why) implements CommitOutcome {}

    /** The commit wasn't written: the state doesn't fit. A smaller one may be tried. */
    record TooSmall(StoreTooSmall why) implements CommitOutcome {}
}
