/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.controller.agenttask;

import dev.dormouse.controller.settings.Labels;
import dev.dormouse.crds.v1alpha1.Reason;
import dev.dormouse.wire.Json;
import dev.dormouse.wire.state.Head;
import dev.dormouse.wire.state.TaskState;
import io.fabric8.kubernetes.api.model.ConfigMap;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What was found of a task's state. A state that is gone is never made again: an empty one would run turn 1 again. */
sealed interface StateFacts {
    /** There was never one. */
    record Absent() implements StateFacts {}

    /** @param raw the head as it stands in the object: a raise tests it */
    record Stored(String uid, String raw, Head head) implements StateFacts {}

    /** For good. */
    record Lost(Reason reason, String message) implements StateFacts {}

    /** The state of a former task of the same name is still there; it goes with the garbage collector. */
    record Foreign(String message) implements StateFacts {}

    /**
     * @param taskUid of the task as it is now
     * @param known UID in the task's status
     * @param found the object of that name, read from the API server if the cache had none
     */
    static StateFacts of(String taskUid, Optional<String> known, Optional<ConfigMap> found) {
        if (found.isEmpty()) {
            return known.<StateFacts>map(uid -> lost("the ConfigMap with UID " + uid + " is gone"))
                    .orElseGet(Absent::new);
        }
        var uid = found.get().getMetadata().getUid();
        if (known.isPresent() && !known.get().equals(uid)) {
            return lost("its ConfigMap has UID " + uid + ", not " + known.get());
        }
        if (known.isEmpty() && !isLabelled(found.get())) {
            return tampered("its ConfigMap was there before, made by somebody else");
        }
        return raw(found.get())
                .map(raw -> stored(taskUid, known, new Stored(uid, raw, Head.initial(taskUid))))
                .orElseGet(() -> tampered("its ConfigMap has no data." + TaskState.HEAD_KEY));
    }

    /** The head, as it stands there. */
    static Optional<String> raw(@Nullable ConfigMap state) {
        return Optional.ofNullable(state).map(ConfigMap::getData).map(data -> data.get(TaskState.HEAD_KEY));
    }

    /** Admission lets only the operator set the label: a state without it was put there for the operator to find. */
    private static boolean isLabelled(ConfigMap state) {
        var labels = state.getMetadata().getLabels();
        return labels != null && labels.containsKey(Labels.TASK);
    }

    private static StateFacts stored(String taskUid, Optional<String> known, Stored unread) {
        try {
            var head = Json.read(unread.raw().getBytes(StandardCharsets.UTF_8), Head.class);
            if (head.epoch() < 1) {
                return tampered("its epoch is " + head.epoch());
            }
            if (head.taskUid().equals(taskUid)) {
                return new Stored(unread.uid(), unread.raw(), head);
            }
            return known.isPresent()
                    ? tampered("it belongs to the task with UID " + head.taskUid())
                    : new Foreign("the state of a former task of this name to be removed");
        } catch (UncheckedIOException e) {
            return tampered("its head can't be read: " + e.getMessage());
        }
    }

    static Lost lost(String what) {
        return new Lost(
                Reason.STATE_LOST,
                "the task's state is lost: " + what + "; what it did is unknown, so it never starts again."
                        + " Look at the outside systems, then delete this task and make a new one for what is left");
    }

    static Lost tampered(String what) {
        return new Lost(
                Reason.STATE_TAMPERED,
                "the task's state was changed by somebody else: " + what
                        + ". Delete this task and make a new one for what is left");
    }
}
