/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.e2e.faults;

import dev.dormouse.e2e.faults.Victim.PodName;
import dev.dormouse.e2e.node.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.awaitility.Awaitility;

/**
 * A broker that stands still while its task goes on without it. Its container's shim is frozen too, so that the kubelet
 * can't kill it: its pod stays Terminating, as on a node that nobody reaches.
 */
final class Zombie implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Task task;
    private final Processes processes;
    private final PodName pod;
    private final long broker;
    private final long shim;
    private final List<Long> holders = new ArrayList<>();

    private Zombie(Task task, Processes processes, PodName pod, long broker) {
        this.task = task;
        this.processes = processes;
        this.pod = pod;
        this.broker = broker;
        this.shim = processes.parent(broker);
    }

    /** The broker of the task's pod, still alive. */
    static Zombie of(Task task) {
        var processes = new Processes(task.node());
        var pod = Victim.newestPod(task).orElseThrow();
        return new Zombie(
                task,
                processes,
                pod,
                processes.find(pod.uid(), Processes.BROKER).orElseThrow());
    }

    PodName pod() {
        return pod;
    }

    /** As the node numbers its process. */
    long pid() {
        return broker;
    }

    void freeze() {
        processes.signal("STOP", broker);
    }

    /** Stops only the thread that decides: answers still arrive, and nothing is done about them. */
    void freezeLoop() {
        holders.add(processes.hold(processes.mainThread(broker)));
    }

    /** Deletes the pod; its broker stays. */
    void lose() {
        processes.signal("STOP", shim);
        task.node().kubectl("-n", task.namespace(), "delete", "pod", pod.name(), "--wait=false");
    }

    void thaw() {
        holders.forEach(holder -> processes.signal("KILL", holder));
        processes.signal("CONT", broker);
    }

    /** Waits until the broker has ended. */
    int exitCode() {
        return Awaitility.await("the end of " + pod.name())
                .atMost(PATIENCE)
                .until(() -> processes.exitCode(broker), OptionalInt::isPresent)
                .getAsInt();
    }

    @Override
    public void close() {
        thaw();
        processes.signal("CONT", shim);
    }
}
