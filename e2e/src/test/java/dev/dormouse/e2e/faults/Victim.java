/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.e2e.faults;

import dev.dormouse.e2e.node.Node;
import dev.dormouse.e2e.node.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;

/** What is taken away in the middle of a task's work. */
enum Victim {
    POD_DELETED(false),
    POD_FORCED(false),
    BROKER(false),
    SUPERVISOR(true),
    EVALUATOR(true),
    OPERATOR(true),
    API_SERVER(true);

    private static final Duration FREEZE = Duration.ofSeconds(3);

    /** Whether the broker lives on, so that no call may end in doubt. */
    final boolean sparesBroker;

    Victim(boolean sparesBroker) {
        this.sparesBroker = sparesBroker;
    }

    /** Strikes; says what was hit. Nothing, if it had gone before. */
    String strike(Task task) {
        var processes = new Processes(task.node());
        return switch (this) {
            case POD_DELETED -> delete(task);
            case POD_FORCED -> delete(task, "--grace-period=0", "--force");
            case BROKER -> kill(processes, task, Processes.BROKER);
            case SUPERVISOR -> kill(processes, task, Processes.SUPERVISOR);
            case EVALUATOR -> kill(processes, task, Processes.EVALUATOR);
            case OPERATOR -> deleteOperator(task.node());
            case API_SERVER -> freezeApiServer(processes);
        };
    }

    private static String delete(Task task, String... how) {
        var pod = newestPod(task);
        if (pod.isEmpty()) {
            return "nothing";
        }
        var arguments = new ArrayList<>(
                List.of("-n", task.namespace(), "delete", "pod", pod.get().name()));
        arguments.addAll(List.of("--wait=false", "--ignore-not-found"));
        arguments.addAll(List.of(how));
        task.node().kubectl(arguments.toArray(String[]::new));
        return "pod " + pod.get().name();
    }

    private static String kill(Processes processes, Task task, String marker) {
        var pid = newestPod(task).flatMap(pod -> processes.find(pod.uid(), marker));
        pid.ifPresent(each -> processes.signal("KILL", each));
        return pid.map(each -> "process " + each).orElse("nothing");
    }

    private static String deleteOperator(Node node) {
        return node.kubectl("-n", "dormouse-system", "delete", "pod", "--all", "--wait=false", "-o", "name")
                .strip();
    }

    private static String freezeApiServer(Processes processes) {
        synchronized (Victim.class) {
            long pid = processes.apiServer();
            long until = System.nanoTime() + FREEZE.toNanos();
            processes.signal("STOP", pid);
            try {
                Awaitility.await().until(() -> System.nanoTime() > until);
            } finally {
                processes.signal("CONT", pid);
            }
            return "process " + pid;
        }
    }

    record PodName(String name, String uid, String ip, long epoch) {}

    /** The pod of the task's newest epoch. */
    static Optional<PodName> newestPod(Task task) {
        return task.pods().stream()
                .map(pod -> new PodName(
                        pod.at("/metadata/name").asText(),
                        pod.at("/metadata/uid").asText(),
                        pod.at("/status/podIP").asText(),
                        pod.at("/metadata/labels/dormouse.dev~1epoch").asLong()))
                .max(Comparator.comparingLong(PodName::epoch));
    }
}
