/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.e2e.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.dormouse.e2e.Checkout;
import dev.dormouse.e2e.node.Node;
import dev.dormouse.e2e.node.NodeOffice;
import dev.dormouse.e2e.node.Task;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;

/**
 * What the sample's servers saw of each of several tasks: its mails' subjects and its log's texts begin with its name,
 * and all else is as the sample says.
 */
final class Effects {
    static final String NAMESPACE = "faults";
    static final String MAIL = "send_email";
    static final String LOG = "log_interaction";
    static final String READ = "get_contact";

    private static final String TOKEN = "demo-books-4f1c9e7a20b8d365";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final NodeOffice office;
    private final int mailPort;
    private final int booksPort;

    private Effects(NodeOffice office, int mailPort, int booksPort) {
        this.office = office;
        this.mailPort = mailPort;
        this.booksPort = booksPort;
    }

    /** Opens an empty office; half of the latency passes before an effect, half after it. */
    static Effects open(int latencyMillis) {
        var office = NodeOffice.open(NAMESPACE, latencyMillis);
        var node = Node.shared();
        return new Effects(office, node.forward(NAMESPACE, "mail", 8025), node.forward(NAMESPACE, "books", 8080));
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
        return texts(get(mailPort, "/messages"), "subject", task);
    }

    /** Texts of the task's entries in the log, one entry a row. */
    List<String> log(String task) {
        return texts(get(booksPort, "/admin/log"), "text", task);
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

    /** A port-forward loses connections when its API server is frozen: asked again. */
    private JsonNode get(int port, String path) {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Authorization", "Bearer " + TOKEN)
                .timeout(Duration.ofSeconds(10))
                .build();
        return Awaitility.await(path)
                .atMost(PATIENCE)
                .ignoreExceptions()
                .until(
                        () -> JSON.readTree(
                                http.send(request, BodyHandlers.ofString()).body()),
                        JsonNode::isArray);
    }
}
