/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.e2e.faults;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dormouse.e2e.Checkout;
import dev.dormouse.e2e.node.Node;
import dev.dormouse.e2e.node.NodeOffice;
import dev.dormouse.e2e.node.Task;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;

/**
 * What the sample's servers saw of each of several tasks: its mails' subjects and its log's texts begin with its name,
 * and all else is as the sample says.
 */
final class Effects {
    static final String NAMESPACE = "faults";
    static final String MAIL = "send_email";
    static final String LOG = "log_interaction";
    static final String READ = "get_contact";

    private final NodeOffice office;

    private Effects(NodeOffice office) {
        this.office = office;
    }

    /** Opens an empty office; half of the latency passes before an effect, half after it. */
    static Effects open(int latencyMillis) {
        return new Effects(NodeOffice.open(NAMESPACE, latencyMillis));
    }

    /** Applies the sample's task under this name. */
    synchronized Task apply(String name) { // one at a time: they share an McpServer, and only one may create it
        var node = Node.shared();
        node.apply(
                NAMESPACE,
                sample().replace("namespace: invoices", "namespace: " + NAMESPACE)
                        .replace("{name: overdue-invoices,", "{name: " + name + ",")
                        .replace("Reminder:", name + ":")
                        .replace("Reminded", name + ":"));
        return new Task(node, NAMESPACE, name);
    }

    /** Applies a task that calls the sample's server in its one turn, {@code remind}. */
    Task apply(String name, String code) {
        var node = Node.shared();
        var server = sample().split("(?m)^---$", 2)[0];
        node.apply(NAMESPACE, server.replace("namespace: invoices", "namespace: " + NAMESPACE));
        var task = new Task(node, NAMESPACE, name);
        task.apply("  tools: [{name: books, serverRef: {name: books}}]\n", "remind", code);
        return task;
    }

    private static String sample() {
        try {
            return Files.readString(Checkout.ROOT.resolve("samples/overdue-invoices/task.yaml"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Subjects of the task's mails that arrived, one entry a mail. */
    List<String> mails(String task) {
        return texts(office.messages(), "subject", task);
    }

    /** Texts of the task's entries in the log, one entry a row. */
    List<String> log(String task) {
        return texts(office.entries(), "text", task);
    }

    private static List<String> texts(JsonNode array, String field, String task) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(each -> each.path(field).asText())
                .filter(text -> text.startsWith(task + ":"))
                .toList();
    }

    /** The task's mails and log entries that were asked for, done or not, in the order in which they came in. */
    List<JsonNode> asked(String task) {
        return received(Set.of(MAIL, LOG)).stream()
                .filter(row -> row.path("arguments").asText().contains("\"" + task + ":"))
                .toList();
    }

    /** Calls of these tools that came in, done or not; of all tasks. */
    List<JsonNode> received(Set<String> tools) {
        return StreamSupport.stream(office.received().spliterator(), false)
                .filter(row -> tools.contains(row.path("tool").asText()))
                .toList();
    }
}
