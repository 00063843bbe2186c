/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.task;

import dev.dormouse.broker.task.TaskSource.Loaded;
import dev.dormouse.crds.v1alpha1.AgentTask;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Tells of the changes of a task, one after the other: never an older generation after a newer one, and of several that
 * came meanwhile only the newest. What can't be read just now is read again, until it can or something newer comes.
 */
final class TaskChanges implements ResourceEventHandler<AgentTask>, AutoCloseable {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private final String uid;
    private final Function<AgentTask, Loaded> read;
    private final Consumer<Loaded> changed;
    private final Thread thread = Thread.ofVirtual().name("task-changes").unstarted(this::run);
    private long newest;
    private @Nullable AgentTask next;
    private boolean gone;
    private boolean closed;

    /**
     * @param uid of the task; another of its name means that it is gone
     * @param known the generation that needs no telling, nor any before it
     * @param read what a task says, with all that it names; blocks
     */
    TaskChanges(String uid, long known, Function<AgentTask, Loaded> read, Consumer<Loaded> changed) {
        this.uid = uid;
        this.newest = known;
        this.read = read;
        this.changed = changed;
    }

    void start() {
        thread.start();
    }

    @Override
    public void onAdd(AgentTask task) {
        came(task);
    }

    @Override
    public void onUpdate(AgentTask before, AgentTask now) {
        came(now);
    }

    @Override
    public synchronized void onDelete(AgentTask task, boolean unknown) {
        gone = true;
        notifyAll();
    }

    private synchronized void came(AgentTask task) {
        long generation = task.getMetadata().getGeneration();
        if (!uid.equals(task.getMetadata().getUid())) {
            gone = true;
            notifyAll();
        } else if (generation > newest) {
            newest = generation;
            next = task;
            notifyAll();
        }
    }

    private void run() {
        try {
            var pause = FIRST_PAUSE;
            for (var task = take(); task.isPresent(); task = take()) {
                try {
                    changed.accept(read.apply(task.get()));
                    pause = FIRST_PAUSE;
                } catch (KubernetesClientException e) {
                    again(task.get(), pause);
                    pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
                }
            }
            changed.accept(new Loaded.Gone());
        } catch (InterruptedException e) {
            // closed: nobody wants to be told any more
        }
    }

    /** The newest that wasn't told yet; empty once the task is deleted. */
    private synchronized Optional<AgentTask> take() throws InterruptedException {
        while (next == null && !gone && !closed) {
            wait();
        }
        if (closed) {
            throw new InterruptedException("closed");
        }
        var task = Optional.ofNullable(next).filter(_ -> !gone);
        next = null;
        return task;
    }

    private synchronized void again(AgentTask task, Duration pause) throws InterruptedException {
        long until = System.nanoTime() + pause.toNanos();
        for (long left = pause.toMillis();
                left > 0 && next == null && !gone && !closed;
                left = Duration.ofNanos(until - System.nanoTime()).toMillis()) {
            wait(left);
        }
        next = next == null ? task : next;
    }

    @Override
    public synchronized void close() {
        closed = true;
        thread.interrupt();
    }
}
