/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.controller.agenttask;

import dev.dormouse.crds.plan.TaskPlan;
import dev.dormouse.crds.status.NeedsPod;
import dev.dormouse.crds.status.PodFacts;
import dev.dormouse.crds.v1alpha1.AgentTaskStatus;
import dev.dormouse.wire.state.Head;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the operator remembers of tasks beside what is stored, by UID. Losing it costs a shorter back-off, a longer grace
 * and one status written twice; never correctness.
 */
final class Memories {
    /** From the third pod without progress on: 1, 2, 4 … 300 s. */
    private static final Duration LONGEST = Duration.ofMinutes(5);

    /** After this the cache has what was written, and whatever others made of it. */
    private static final Duration CACHE_LAG = Duration.ofMinutes(1);
    /** Tasks that were used least lately are forgotten beyond this. */
    private static final int MOST = 10_000;

    private final Map<String, Memory> byUid = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Memory> eldest) {
            return size() > MOST;
        }
    };
    private final Clock clock;

    Memories(Clock clock) {
        this.clock = clock;
    }

    private static final class Memory {
        private long commitAtStart = -1;
        private int startsWithoutProgress;
        private Instant lastStart = Instant.EPOCH;
        private long goneEpoch;
        private long grantedGeneration;
        private @Nullable Instant leavingSince;
        private @Nullable AgentTaskStatus written;
        private Instant writtenAt = Instant.EPOCH;
    }

    /** Takes in what was observed, and says what the next move may build on. */
    synchronized Moves.Memory observe(TaskPlan plan, Head head, PodFacts pod) {
        var memory = memory(plan.ref().uid());
        if (pod instanceof PodFacts.Gone gone && gone.allTerminated()) {
            memory.goneEpoch = gone.epoch();
        }
        var shouldLeave = head.park() != null || !NeedsPod.of(head, plan, clock.instant());
        var isThere = pod instanceof PodFacts.Working || pod instanceof PodFacts.Coming;
        if (!shouldLeave || !isThere) {
            memory.leavingSince = null;
        } else if (memory.leavingSince == null) {
            memory.leavingSince = clock.instant();
        }
        var leaving =
                memory.leavingSince == null ? Duration.ZERO : Duration.between(memory.leavingSince, clock.instant());
        return new Moves.Memory(clock.instant(), backOff(memory, head), memory.goneEpoch, leaving);
    }

    /** The pod of a new epoch was made on this head. */
    synchronized void started(String uid, Head head) {
        var memory = memory(uid);
        memory.startsWithoutProgress = progressed(memory, head) ? 1 : memory.startsWithoutProgress + 1;
        memory.commitAtStart = head.commit().n();
        memory.lastStart = clock.instant();
    }

    /** Whether a pod of the task may read what this very plan names. */
    synchronized boolean isGranted(TaskPlan plan) {
        return memory(plan.ref().uid()).grantedGeneration == plan.generation();
    }

    synchronized void granted(TaskPlan plan) {
        memory(plan.ref().uid()).grantedGeneration = plan.generation();
    }

    /** The status that this operator wrote last: the cache may not have it yet. */
    synchronized Optional<AgentTaskStatus> written(String uid) {
        var memory = memory(uid);
        return memory.writtenAt.plus(CACHE_LAG).isBefore(clock.instant())
                ? Optional.empty()
                : Optional.ofNullable(memory.written);
    }

    synchronized Instant writtenAt(String uid) {
        return memory(uid).writtenAt;
    }

    synchronized void wrote(String uid, AgentTaskStatus status) {
        var memory = memory(uid);
        memory.written = status;
        memory.writtenAt = clock.instant();
    }

    private Memory memory(String uid) {
        return byUid.computeIfAbsent(uid, is -> new Memory());
    }

    private Duration backOff(Memory memory, Head head) {
        var starts = memory.startsWithoutProgress;
        if (starts < 2 || progressed(memory, head)) {
            return Duration.ZERO;
        }
        var pause = Duration.ofSeconds(1L << Math.min(starts - 2, 9));
        var capped = pause.compareTo(LONGEST) < 0 ? pause : LONGEST;
        var left = Duration.between(clock.instant(), memory.lastStart.plus(capped));
        return left.isNegative() ? Duration.ZERO : left.compareTo(capped) < 0 ? left : capped; // a clock may go back
    }

    /** The commit by which a broker takes over is no progress. */
    private static boolean progressed(Memory memory, Head head) {
        return head.commit().n() > memory.commitAtStart + 1;
    }
}
