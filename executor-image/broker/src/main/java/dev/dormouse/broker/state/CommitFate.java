/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.state;

import dev.dormouse.wire.Json;
import dev.dormouse.wire.state.Head;
import dev.dormouse.wire.state.TaskState;
import java.util.Arrays;
import java.util.Objects;

/**
 * Judges a commit that met another version than it expected (protocol §2). Pure.
 *
 * <p>A commit that landed and was then fenced is fenced, not committed: whoever owns the task now has read the claim and
 * counts it as in doubt, so nothing may be sent for it here.
 */
public sealed interface CommitFate {
    /** What the store holds is this very commit: only its answer was lost. */
    record Landed() implements CommitFate {}

    /** Somebody edited labels or owner references; the data is still what the commit was made from. */
    record MetadataEdited() implements CommitFate {}

    record Fenced(String why) implements CommitFate {}

    /** The data was changed by something that owns neither this epoch nor a newer one. */
    record Tampered(String why) implements CommitFate {}

    /**
     * @param base the state that {@code next} was made from
     * @param current what the store holds instead of {@code base}
     */
    static CommitFate judge(TaskState base, TaskState next, TaskState current) {
        var ours = next.head();
        var theirs = current.head();
        if (!theirs.taskUid().equals(ours.taskUid())) {
            return new Tampered("the state now belongs to the task with UID " + theirs.taskUid());
        }
        if (theirs.epoch() > ours.epoch()) {
            return new Fenced("epoch " + theirs.epoch() + " has begun, this is " + ours.epoch());
        }
        if (theirs.epoch() < ours.epoch()) {
            return new Tampered("the state went back to epoch " + theirs.epoch() + " from " + ours.epoch());
        }
        if (theirs.commit().id().equals(ours.commit().id())) {
            return new Landed();
        }
        if (same(base, current)) {
            return new MetadataEdited();
        }
        return Objects.equals(theirs.instance(), ours.instance()) || theirs.instance() == null
                ? new Tampered("commit " + theirs.commit().n() + " isn't one that this broker made")
                : new Fenced("another broker process of epoch " + ours.epoch() + " has taken the task over");
    }

    private static boolean same(TaskState one, TaskState other) {
        return canonical(one.head()).equals(canonical(other.head()))
                && Arrays.equals(one.journal(), other.journal())
                && Arrays.equals(one.snapshot(), other.snapshot());
    }

    /** A head that was read back may differ in the classes of its JSON numbers; one more round trip evens that out. */
    private static String canonical(Head head) {
        return Json.text(Json.read(Json.bytes(head), Head.class));
    }
}
