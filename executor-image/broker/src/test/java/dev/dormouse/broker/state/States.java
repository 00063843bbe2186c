/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.state;

import dev.dormouse.wire.state.Head;
import dev.dormouse.wire.state.TaskState;
import java.nio.charset.StandardCharsets;

/** States to write in tests. */
final class States {
    static final String TASK_UID = "5b3c1d7e-0000-4000-8000-000000000001";

    private States() {}

    static TaskState initial() {
        return new TaskState(Head.initial(TASK_UID), new byte[0], null);
    }

    /** The next commit of this owner over {@code base}. */
    static TaskState next(TaskState base, String instance, String commitId) {
        var head = base.head();
        var commit = new Head.Commit(head.commit().n() + 1, commitId);
        return new TaskState(
                with(head, head.epoch(), instance, commit),
                ("journal of " + commitId).getBytes(StandardCharsets.UTF_8),
                new byte[] {1, 2, 3});
    }

    /** What the controller does before it makes a new pod. */
    static TaskState epochRaised(TaskState base) {
        var head = base.head();
        return new TaskState(
                new Head(
                        head.format(),
                        head.taskUid(),
                        head.epoch() + 1,
                        null,
                        head.commit(),
                        head.park(),
                        head.turns(),
                        head.openStep(),
                        head.tail(),
                        head.inDoubt(),
                        head.checkpoint(),
                        head.blobs(),
                        head.landlock()),
                base.journal(),
                base.snapshot());
    }

    private static Head with(Head head, long epoch, String instance, Head.Commit commit) {
        return new Head(
                head.format(),
                head.taskUid(),
                epoch,
                instance,
                commit,
                head.park(),
                head.turns(),
                head.openStep(),
                head.tail(),
                head.inDoubt(),
                head.checkpoint(),
                head.blobs(),
                head.landlock());
    }
}
