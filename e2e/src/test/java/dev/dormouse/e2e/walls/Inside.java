/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.e2e.walls;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dormouse.e2e.node.Node;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * One container, looked at by root from the node: more than the code in it could ever see.
 *
 * @param pid of its first process, as the node numbers it
 */
record Inside(Node node, String pid) {
    static Inside of(JsonNode pod, String container) {
        var id = Stream.of("initContainerStatuses", "containerStatuses")
                .flatMap(field ->
                        StreamSupport.stream(pod.path("status").path(field).spliterator(), false))
                .filter(status -> status.path("name").asText().equals(container))
                .map(status -> status.path("containerID").asText().replace("containerd://", ""))
                .findFirst()
                .orElseThrow();
        var node = Node.shared();
        var pid = node.exec("ctr", "-n", "k8s.io", "task", "ls")
                .lines()
                .filter(line -> line.startsWith(id))
                .map(line -> line.split(" +")[1])
                .findFirst()
                .orElseThrow();
        return new Inside(node, pid);
    }

    /** Whether a connection from the pod's network to this address comes about. */
    boolean reaches(String ip, int port) {
        var script = "nsenter -n -t " + pid + " timeout 6 bash -c 'exec 3<>/dev/tcp/" + ip + "/" + port
                + "' 2>/dev/null && echo open || echo shut";
        return node.exec("sh", "-c", script).strip().equals("open");
    }

    private List<String> shell(String script) {
        return node.exec("sh", "-c", script, "sh", "/proc/" + pid).lines().toList();
    }

    /** Paths of the files, as the container has them, without the kernel's own. */
    List<String> files() {
        return shell("cd $1/root && find . \\( -path ./proc -o -path ./sys \\) -prune -o ! -type d -print").stream()
                .map(path -> path.substring(1))
                .toList();
    }

    /** Paths of the files that hold this text. */
    List<String> filesWith(String text) {
        return shell(
                "cd $1/root && find . \\( -path ./proc -o -path ./sys \\) -prune -o -type f -print0 | xargs -0 grep -lF -- '"
                        + text + "' || true");
    }

    String read(String path) {
        return String.join("\n", shell("cat $1/root" + path)).strip();
    }

    /** "MOUNT_POINT OPTIONS" of each. */
    List<String> mounts() {
        return shell("cut -d' ' -f5,6 $1/mountinfo");
    }

    /** The command line of every process that its /proc shows. */
    List<String> processes() {
        return shell("for p in $1/root/proc/[0-9]*; do tr '\\0' ' ' <$p/cmdline; echo; done");
    }

    /** The environments of all of them, one variable a line. */
    List<String> environment() {
        return shell("cat $1/root/proc/[0-9]*/environ | tr '\\0' '\\n'");
    }

    /** The environment of the processes whose command line holds this. */
    List<String> environmentOf(String command) {
        return shell("for p in $1/root/proc/[0-9]*; do grep -qF '" + command
                + "' $p/cmdline && tr '\\0' '\\n' <$p/environ; done; true");
    }

    /** Lines of /proc/PID/status of every process. */
    List<String> status() {
        return shell("cat $1/root/proc/[0-9]*/status");
    }
}
