/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.e2e.faults;

import dev.dormouse.e2e.node.Node;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.awaitility.Awaitility;

/** The processes inside the node, those of the pods too, by the process ids that the node sees. */
record Processes(Node node) {
    /** What is found on the command line of each process of a task pod. */
    static final String BROKER = "@/app/broker.args";

    static final String SUPERVISOR = "@/app/sandbox.args";
    static final String EVALUATOR = "dev.dormouse.sandbox.main.Evaluator";

    private static final String OF_POD = """
            for file in /proc/[0-9]*/cgroup; do
              folder=${file%/cgroup}
              if grep -qs "pod$1" $file && tr '\\0' ' ' 2>/dev/null <$folder/cmdline | grep -qF -- "$2"; then
                echo ${folder#/proc/}
              fi
            done""";
    /** As a debugger does, ptrace(2): PTRACE_SEIZE, PTRACE_INTERRUPT. The thread goes on when its tracer ends. */
    private static final String HOLD = """
            perl -e 'for (0x4206, 0x4207) { syscall(101, $_, $ARGV[0] + 0, 0, 0) == 0 or die $! } sleep 600' $1 >/dev/null 2>&1 &
            echo $!""";

    private static final int STATE = 0;
    private static final int PARENT = 1;
    /** From the state on; field 52 of proc(5). */
    private static final int EXIT_CODE = 49;

    /** @param marker is on the command line of the one that is meant */
    Optional<Long> find(String podUid, String marker) {
        return node.exec("bash", "-c", OF_POD, "find", podUid, marker)
                .lines()
                .map(Long::valueOf)
                .findFirst();
    }

    long apiServer() {
        return Long.parseLong(
                node.exec("pgrep", "-o", "-f", "^kube kube-apiserver").strip());
    }

    /** Sends a signal; a process that has ended meanwhile is none the worse. */
    void signal(String name, long pid) {
        node.exec("bash", "-c", "kill -$1 $2 2>/dev/null || true", "signal", name, Long.toString(pid));
    }

    /** The thread of a Java process that runs {@code main}: its second, the first one waits for its end. */
    long mainThread(long pid) {
        var threads = node.exec("bash", "-c", "ls /proc/$1/task | sort -n | sed -n 2p", "main", Long.toString(pid));
        return Long.parseLong(threads.strip());
    }

    /**
     * Stops one thread; the others of its process go on.
     *
     * @return the process that holds it: once that has ended, the thread goes on
     */
    long hold(long thread) {
        long holder = Long.parseLong(
                node.exec("bash", "-c", HOLD, "hold", Long.toString(thread)).strip());
        Awaitility.await("thread " + thread + " stands")
                .atMost(Duration.ofSeconds(60))
                .until(() -> stat(thread).get(STATE).equals("t"));
        return holder;
    }

    long parent(long pid) {
        return Long.parseLong(stat(pid).get(PARENT));
    }

    /** Code with which a process ended whose parent has not asked for it yet; empty while it runs. */
    OptionalInt exitCode(long pid) {
        var stat = stat(pid);
        return stat.get(STATE).equals("Z")
                ? OptionalInt.of(Integer.parseInt(stat.get(EXIT_CODE)) >> 8)
                : OptionalInt.empty();
    }

    private List<String> stat(long pid) {
        var line = node.exec("cat", "/proc/" + pid + "/stat").strip();
        return List.of(line.substring(line.lastIndexOf(')') + 2).split(" "));
    }
}
