/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.controller.agenttask;

import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/** At most so many pods at a time; tasks get their place in the order in which they were created. */
final class Slots {
    private final int max;
    private final TreeSet<Claimant> waiting = new TreeSet<>();
    /** Places that were given and whose pod the cache may not show yet. */
    private final Set<ResourceID> granted = new HashSet<>();

    Slots(int max) {
        this.max = max;
    }

    /** @param created as in metadata; it sorts by time */
    record Claimant(String created, ResourceID task) implements Comparable<Claimant> {
        private static final Comparator<Claimant> ORDER = Comparator.comparing(Claimant::created)
                .thenComparing(is -> is.task().getNamespace().orElse(""))
                .thenComparing(is -> is.task().getName());

        @Override
        public int compareTo(Claimant other) {
            return ORDER.compare(this, other);
        }
    }

    /**
     * Asks for a place.
     *
     * @param withPod tasks that the cache shows with a pod
     * @param exists whether a task that waits is still there
     * @return how many are before it in the queue; empty when it has a place
     */
    synchronized Optional<Integer> claim(Claimant claimant, Set<ResourceID> withPod, Predicate<ResourceID> exists) {
        waiting.removeIf(other -> !exists.test(other.task()));
        granted.removeIf(other -> !exists.test(other));
        granted.removeAll(withPod);
        leave(claimant.task());
        waiting.add(claimant);
        var ahead = waiting.headSet(claimant).size();
        if (ahead < free(claimant, withPod)) {
            waiting.remove(claimant);
            granted.add(claimant.task());
            return Optional.empty();
        }
        return Optional.of(ahead);
    }

    /** The task needs no place any more, or has none; returns those who get one now if they ask. */
    synchronized List<ResourceID> release(Claimant claimant, Set<ResourceID> withPod) {
        granted.remove(claimant.task());
        leave(claimant.task());
        return waiting.stream()
                .limit(Math.max(0, free(claimant, withPod)))
                .map(Claimant::task)
                .toList();
    }

    /** Under whatever time: a task that was made again has another than the one before it, which nobody else takes out. */
    private void leave(ResourceID task) {
        waiting.removeIf(other -> other.task().equals(task));
    }

    private int free(Claimant claimant, Set<ResourceID> withPod) {
        var taken = new HashSet<>(withPod);
        taken.addAll(granted);
        taken.remove(claimant.task());
        return max - taken.size();
    }

    synchronized int waiting() {
        return waiting.size();
    }
}
