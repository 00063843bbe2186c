/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.wire.state;

import dev.dormouse.wire.StepId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The head of a task's state: all that the controller reads, moved only by commits (protocol §1).
 *
 * @param format version of head and journal; another one is refused, see {@link #FORMAT}
 * @param taskUid UID of the AgentTask that this state belongs to
 * @param epoch number of the pod that owns the task; the fencing token
 * @param instance id of the one broker process that owns the epoch; absent until its first commit
 * @param commit the last one
 * @param park absent while a pod should be working
 * @param turns that were started, withdrawn or skipped, in that order
 * @param openStep absent between steps
 * @param tail steps that ended since the snapshot and must be replayed over it, oldest first
 * @param inDoubt effects that were perhaps sent and may not be sent again
 * @param blobs what has no room in the state itself
 * @param landlock version of Landlock in the pod of this epoch, 0 when its kernel has none; absent until its sandbox has
 *     said so
 */
public record Head(
        int format,
        String taskUid,
        long epoch,
        @Nullable String instance,
        Commit commit,
        @Nullable Park park,
        List<TurnState> turns,
        @Nullable OpenStep openStep,
        List<StepId> tail,
        List<InDoubt> inDoubt,
        @Nullable Checkpoint checkpoint,
        Blobs blobs,
        @Nullable Integer landlock) {
    public static final int FORMAT = 1;

    public Head {
        if (format != FORMAT) {
            throw new IllegalArgumentException("state format " + format + " is not one this version reads (" + FORMAT
                    + "); run the version of Dormouse that wrote it");
        }
        turns = List.copyOf(turns);
        tail = List.copyOf(tail);
        inDoubt = List.copyOf(inDoubt);
    }

    /** The state of a task that has not begun, with the epoch of its first pod. */
    public static Head initial(String taskUid) {
        return new Head(
                FORMAT,
                taskUid,
                1,
                null,
                new Commit(0, ""),
                null,
                List.of(),
                null,
                List.of(),
                List.of(),
                null,
                Blobs.NONE,
                null);
    }

    /** The next commit of the same owner. */
    public Head committing(String id) {
        return new Head(
                format,
                taskUid,
                epoch,
                instance,
                new Commit(commit.n() + 1, id),
                park,
                turns,
                openStep,
                tail,
                inDoubt,
                checkpoint,
                blobs,
                landlock);
    }

    /** The state in the hands of a new pod: nothing is parked any more. */
    public Head ownedBy(long nextEpoch, @Nullable String nextInstance) {
        return new Head(
                format,
                taskUid,
                nextEpoch,
                nextInstance,
                commit,
                null,
                turns,
                openStep,
                tail,
                inDoubt,
                checkpoint,
                nextEpoch == epoch ? blobs : blobs.inNextEpoch(),
                null);
    }

    public Head parked(Park next, List<InDoubt> doubtful) {
        return new Head(
                format,
                taskUid,
                epoch,
                instance,
                commit,
                next,
                turns,
                openStep,
                tail,
                doubtful,
                checkpoint,
                blobs.atRest(),
                landlock);
    }

    /** @param step absent when none is open any more */
    public Head at(@Nullable OpenStep step) {
        return new Head(
                format,
                taskUid,
                epoch,
                instance,
                commit,
                park,
                turns,
                step,
                tail,
                inDoubt,
                checkpoint,
                blobs,
                landlock);
    }

    /** Replaces the turn of that name, or adds it at the end. */
    public Head withTurn(TurnState turn) {
        var next = new ArrayList<>(turns);
        next.replaceAll(each -> each.name().equals(turn.name()) ? turn : each);
        if (turn(turn.name()).isEmpty()) {
            next.add(turn);
        }
        return new Head(
                format,
                taskUid,
                epoch,
                instance,
                commit,
                park,
                next,
                openStep,
                tail,
                inDoubt,
                checkpoint,
                blobs,
                landlock);
    }

    /** The variables were captured; nothing needs to be replayed over them. */
    public Head checkpointed(Checkpoint taken) {
        return new Head(
                format, taskUid, epoch, instance, commit, park, turns, openStep, List.of(), inDoubt, taken, blobs,
                landlock);
    }

    /** The step must be replayed over the last snapshot: its variables could not be captured. */
    public Head withTail(StepId step) {
        var next = new ArrayList<>(tail);
        next.add(step);
        return new Head(
                format,
                taskUid,
                epoch,
                instance,
                commit,
                park,
                turns,
                openStep,
                next,
                inDoubt,
                checkpoint,
                blobs,
                landlock);
    }

    public Head with(Blobs next) {
        return new Head(
                format,
                taskUid,
                epoch,
                instance,
                commit,
                park,
                turns,
                openStep,
                tail,
                inDoubt,
                checkpoint,
                next,
                landlock);
    }

    public Head confined(int landlockVersion) {
        return new Head(
                format,
                taskUid,
                epoch,
                instance,
                commit,
                park,
                turns,
                openStep,
                tail,
                inDoubt,
                checkpoint,
                blobs,
                landlockVersion);
    }

    public Optional<TurnState> turn(String name) {
        return turns.stream().filter(turn -> turn.name().equals(name)).findFirst();
    }

    /**
     * @param n number of the commit, from 1 with the first
     * @param id unique; tells a writer whose answer was lost that the commit was its own
     */
    public record Commit(long n, String id) {}

    /**
     * The broker let its pod go.
     *
     * @param generation of the task that the broker had seen when it parked; nothing newer, no new pod
     * @param wakeMillis when a new pod should try again, ms since 1970; absent when only a change can help
     * @param cause of {@link ParkReason#BLOCKED} in one word for programs, e.g. {@code SecretMissing}; absent where
     *     only the message says it
     */
    public record Park(
            ParkReason reason,
            String message,
            long generation,
            @Nullable Long wakeMillis,
            @Nullable String cause) {
        public Park(ParkReason reason, String message, long generation, @Nullable Long wakeMillis) {
            this(reason, message, generation, wakeMillis, null);
        }
    }

    /** Why there is no pod. */
    public enum ParkReason {
        /** Nothing to do: every turn has ended. */
        IDLE,
        /** A call is in doubt and needs a person. */
        IN_DOUBT,
        /** {@code spec.desiredState} says so. */
        SUSPENDED,
        /** {@code spec.desiredState} says so; for ever. */
        CANCELLED,
        /** Something that the task needs is not there or not right; the message says what. */
        BLOCKED,
        /** The sandbox has no system-call filter, so nothing runs; the message says what to do. */
        UNCONFINED
    }

    /** @param attempts pods and evaluators that began it since the last journal progress; 0 after progress */
    public record OpenStep(StepId step, int attempts) {}

    /** @param message says what was being done and what a person can do now */
    public record InDoubt(StepId step, int n, String server, String tool, String message) {}

    /**
     * @param step after which the snapshot was taken
     * @param digest SHA-256 of the snapshot, hex
     */
    public record Checkpoint(StepId step, String digest, long bytes, long timeMillis) {}
}
