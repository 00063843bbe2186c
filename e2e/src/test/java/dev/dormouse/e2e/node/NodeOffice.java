/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.e2e.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.dormouse.e2e.Checkout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;

/** The sample's servers, books and mail, as pods of a namespace; each namespace has an office of its own. */
public final class NodeOffice {
    private static final String TOKEN = "demo-books-4f1c9e7a20b8d365";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Node node;
    private final String namespace;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private int booksPort;
    private int mailPort;

    private NodeOffice(Node node, String namespace) {
        this.node = node;
        this.namespace = namespace;
    }

    /**
     * Opens an office without a mail or an entry; whatever stood there before is swept out.
     *
     * @param namespace enabled for tasks
     * @param latencyMillis of each tool call, half before its effect and half after
     */
    public static NodeOffice open(String namespace, int latencyMillis) {
        var office = new NodeOffice(Node.shared(), namespace);
        var books = sample("k8s/books.yaml", namespace)
                .replace(
                        "{name: BOOKS_LATENCY_MS, value: \"0\"}",
                        "{name: BOOKS_LATENCY_MS, value: \"" + latencyMillis + "\"}");
        office.node.kubectl(
                "-n",
                namespace,
                "delete",
                "pod",
                "-l",
                "app in (books, mail)",
                "--ignore-not-found",
                "--now",
                "--wait");
        office.node.apply(namespace, books);
        office.node.apply(namespace, sample("k8s/mail.yaml", namespace));
        office.ready();
        return office;
    }

    private void ready() {
        for (var each : List.of("books", "mail")) {
            node.kubectl("-n", namespace, "rollout", "status", "deployment/" + each, "--timeout=120s");
        }
        booksPort = node.forward(namespace, "books", 8080);
        mailPort = node.forward(namespace, "mail", 8025);
        Awaitility.await("an empty office")
                .atMost(Duration.ofSeconds(60))
                .ignoreExceptions()
                .until(() -> mails().isEmpty() && log().isEmpty());
    }

    /** A file of the sample, made for another namespace. */
    private static String sample(String file, String namespace) {
        try {
            return Files.readString(
                            Checkout.ROOT.resolve("samples/overdue-invoices").resolve(file))
                    .replace("namespace: invoices", "namespace: " + namespace);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Applies one of the sample's task files, its task under another name; again to append the turn of the second file. */
    public Task apply(String taskFile, String taskName) {
        node.apply(
                namespace, sample(taskFile, namespace).replace("{name: overdue-invoices,", "{name: " + taskName + ","));
        return new Task(node, namespace, taskName);
    }

    /** Recipients of the mails that arrived, one entry a mail. */
    public List<String> mails() {
        return texts(messages(), "to");
    }

    /** Customers of the interaction log, one entry a row. */
    public List<String> log() {
        return texts(entries(), "customer");
    }

    /** Every mail, as it arrived. */
    public JsonNode messages() {
        return get(mailPort, "/messages");
    }

    /** The interaction log as it stands there. */
    public JsonNode entries() {
        return get(booksPort, "/admin/log");
    }

    /** Every tool call that reached books, done or not, as it stands there. */
    public JsonNode received() {
        return get(booksPort, "/admin/received");
    }

    private static List<String> texts(JsonNode array, String field) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(each -> each.path(field).asText())
                .toList();
    }

    /**
     * By a port-forward, as the API server's proxy takes the Authorization header for its own and drops it. It loses
     * connections when its API server is frozen: asked again.
     */
    private JsonNode get(int port, String path) {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Authorization", "Bearer " + TOKEN)
                .timeout(Duration.ofSeconds(10))
                .build();
        return Awaitility.await(path)
                .atMost(Duration.ofSeconds(60))
                .ignoreExceptions()
                .until(
                        () -> JSON.readTree(
                                http.send(request, BodyHandlers.ofString()).body()),
                        JsonNode::isArray);
    }
}
