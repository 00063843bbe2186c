/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.e2e.faults;

import dev.dormouse.e2e.node.Node;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

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
