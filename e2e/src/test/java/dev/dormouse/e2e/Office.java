/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;

/** The sample's two servers as processes of this machine: a real MCP server over SQLite and a real SMTP server. */
public final class Office implements AutoCloseable {
    /** What books wants to see with every request. */
    public static final String TOKEN = "demo-books-4f1c9e7a20b8d365";

    private static final Path JARS = Checkout.ROOT.resolve("samples/overdue-invoices/target/sample/lib");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private final int booksPort;
    private final int mailPort;
    private final List<Process> processes = new ArrayList<>();

    private Office(int booksPort, int mailPort) {
        this.booksPort = booksPort;
        this.mailPort = mailPort;
    }

    /** Starts both with an empty interaction log, and waits until they answer. */
    public static Office open(Path folder, int latencyMillis) throws IOException {
        var ports = new FreePorts(3);
        var office = new Office(ports.next(), ports.next());
        var smtp = Integer.toString(ports.next());
        office.start(
                "dev.dormouse.samples.mail.Mail",
                folder.resolve("mail.log"),
                Map.of("SMTP_PORT", smtp, "HTTP_PORT", Integer.toString(office.mailPort)));
        office.start(
                "dev.dormouse.samples.books.Books",
                folder.resolve("books.log"),
                Map.of(
                        "BOOKS_PORT", Integer.toString(office.booksPort),
                        "BOOKS_TOKEN", TOKEN,
                        "BOOKS_DB", folder.resolve("books.sqlite").toString(),
                        "BOOKS_LATENCY_MS", Integer.toString(latencyMillis),
                        "SMTP_PORT", smtp));
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .ignoreExceptions()
                .until(() -> office.mails().isEmpty() && office.log().isEmpty());
        return office;
    }

    private void start(String main, Path log, Map<String, String> environment) throws IOException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var builder = new ProcessBuilder(java, "-Xmx128m", "-XX:+UseSerialGC", "-cp", JARS + "/*", main)
                .redirectErrorStream(true)
                .redirectOutput(Redirect.to(log.toFile()));
        builder.environment().putAll(environment);
        processes.add(builder.start());
    }

    /** A copy of one of the sample's task files that speaks to these servers. */
    public Path taskFile(String name, Path folder) throws IOException {
        var text = Files.readString(
                Checkout.ROOT.resolve("samples/overdue-invoices").resolve(name));
        var file = folder.resolve(name);
        return Files.writeString(file, text.replace("127.0.0.1:8080", "127.0.0.1:" + booksPort));
    }

    /** The Secret and the McpServer of the sample, as YAML documents, for these servers. */
    public String serverDocuments() throws IOException {
        var documents = Files.readString(Checkout.ROOT.resolve("samples/overdue-invoices/local.yaml"))
                .split("(?m)^---$");
        return (documents[0] + "---" + documents[1] + "---\n").replace("127.0.0.1:8080", "127.0.0.1:" + booksPort);
    }

    /** Recipients of the mails that arrived, one entry a mail. */
    public List<String> mails() throws IOException, InterruptedException {
        return texts(get(mailPort, "/messages"), "to");
    }

    /** Customers of the interaction log, one entry a row. */
    public List<String> log() throws IOException, InterruptedException {
        return texts(get(booksPort, "/admin/log"), "customer");
    }

    private static List<String> texts(JsonNode array, String field) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(each -> each.path(field).asText())
                .toList();
    }

    private JsonNode get(int port, String path) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Authorization", "Bearer " + TOKEN)
                .build();
        return JSON.readTree(http.send(request, BodyHandlers.ofString()).body());
    }

    @Override
    public void close() {
        processes.forEach(Process::destroyForcibly);
        http.close();
    }
}
