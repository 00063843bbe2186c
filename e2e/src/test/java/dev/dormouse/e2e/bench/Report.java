/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.e2e.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * Prints what {@code e2e/bench.sh} measured: {@code Report FOLDER} with {@code audit.log}, {@code received.json} and
 * {@code memory}. All times are of one clock: the API server's, and that of books on the same machine.
 */
public final class Report {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String OPERATOR = "system:serviceaccount:dormouse-system:";
    private static final String BROKERS = "system:serviceaccount:invoices:";
    private static final String TASK = "bench-";

    /** @param writes by the operator and by the broker, each as "verb resource" */
    private record Run(
            Instant applied,
            Instant running,
            Instant called,
            Instant completed,
            List<String> operator,
            List<String> broker) {
        long until(Instant event) {
            return Duration.between(applied, event).toMillis();
        }

        long writes() {
            return operator.size() + broker.size();
        }
    }

    private Report() {}

    public static void main(String[] args) throws IOException {
        var folder = Path.of(args[0]);
        List<JsonNode> audit;
        try (var lines = Files.lines(folder.resolve("audit.log"))) {
            audit = lines.map(Report::json).toList();
        }
        var received = items(JSON.readTree(folder.resolve("received.json").toFile()));
        var runs = new ArrayList<Run>();
        while (audit.stream().anyMatch(is("create", "agenttasks", TASK + runs.size()))) {
            runs.add(run(audit, received, TASK + runs.size()));
        }
        print(runs);
        memory(Files.readAllLines(folder.resolve("memory")));
    }

    private static JsonNode json(String line) {
        try {
            return JSON.readTree(line);
        } catch (IOException e) {
            throw new IllegalStateException(line, e);
        }
    }

    private static List<JsonNode> items(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).toList();
    }

    private static Run run(List<JsonNode> audit, List<JsonNode> received, String task) {
        var applied = Instant.parse(first(audit, is("create", "agenttasks", task))
                .path("requestReceivedTimestamp")
                .asText());
        var running = end(first(audit, status("pods", task + "-e1", "Running")));
        var completed = end(first(audit, status("agenttasks", task, "Completed")));
        var called = received.stream()
                .map(call -> Instant.parse(call.path("time").asText()))
                .filter(applied::isBefore)
                .findFirst()
                .orElseThrow();
        var writes = audit.stream()
                .filter(each -> !end(each).isBefore(applied) && !end(each).isAfter(completed))
                .filter(each -> !resource(each).equals("events")
                        && belongs(each.at("/objectRef/name").asText(), task))
                .toList();
        return new Run(
                applied,
                running,
                called,
                completed,
                named(writes, user -> user.startsWith(OPERATOR)),
                named(writes, user -> user.startsWith(BROKERS)));
    }

    /** All objects of a task are named after it. */
    private static boolean belongs(String object, String task) {
        return object.equals(task) || object.startsWith(task + "-");
    }

    private static List<String> named(List<JsonNode> writes, Predicate<String> user) {
        return writes.stream()
                .filter(each -> user.test(each.at("/user/username").asText()))
                .map(each -> each.path("verb").asText() + " " + resource(each)
                        + (code(each) < 300 ? "" : " (" + code(each) + ")"))
                .toList();
    }

    private static int code(JsonNode event) {
        return event.at("/responseStatus/code").asInt();
    }

    private static String resource(JsonNode event) {
        var sub = event.at("/objectRef/subresource").asText();
        return event.at("/objectRef/resource").asText() + (sub.isEmpty() ? "" : "/" + sub);
    }

    private static Instant end(JsonNode event) {
        return Instant.parse(event.path("stageTimestamp").asText());
    }

    private static Predicate<JsonNode> is(String verb, String resource, String name) {
        return event -> event.path("verb").asText().equals(verb)
                && resource(event).equals(resource)
                && event.at("/objectRef/name").asText().equals(name);
    }

    private static Predicate<JsonNode> status(String resource, String name, String phase) {
        return event -> resource(event).equals(resource + "/status")
                && event.at("/objectRef/name").asText().equals(name)
                && event.path("requestObject").findPath("phase").asText().equals(phase);
    }

    private static JsonNode first(List<JsonNode> audit, Predicate<JsonNode> what) {
        return audit.stream().filter(what).findFirst().orElseThrow();
    }

    private static void print(List<Run> runs) {
        System.out.println(
                "The sample's task: 1 turn, 61 calls, 40 of them effects. Milliseconds since the API server got the apply:\n");
        var row = "%-24s %10s %10s %10s   %8s %8s%n";
        System.out.printf(row, "", "running", "1st call", "Completed", "operator", "broker");
        for (int n = 0; n < Math.min(2, runs.size()); n++) {
            line(row, n == 0 ? "first on a new node" : "second", List.of(runs.get(n)));
        }
        var warm = runs.subList(Math.min(1, runs.size()), runs.size());
        line(row, "median of " + warm.size() + " after the first", warm);
        System.out.println("\nAPI writes (the last two columns), without Events and leases, of the last run:");
        var last = runs.getLast();
        counted("operator", last.operator());
        counted("broker", last.broker());
        System.out.printf("%ngoal: writes <= 12: %d%n", median(warm, Run::writes));
        System.out.printf("goal: first call <= 4000 ms: %d%n", median(warm, run -> run.until(run.called())));
    }

    private static void line(String row, String name, List<Run> runs) {
        System.out.printf(
                row,
                name,
                median(runs, run -> run.until(run.running())),
                median(runs, run -> run.until(run.called())),
                median(runs, run -> run.until(run.completed())),
                median(runs, run -> run.operator().size()),
                median(runs, run -> run.broker().size()));
    }

    private static void counted(String who, List<String> writes) {
        Map<String, Long> counts =
                writes.stream().collect(Collectors.groupingBy(each -> each, TreeMap::new, Collectors.counting()));
        counts.forEach((what, count) -> System.out.printf("  %-9s %2d  %s%n", who, count, what));
    }

    private static long median(List<Run> runs, ToLongFunction<Run> of) {
        var sorted = runs.stream().mapToLong(of).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    private static void memory(List<String> lines) {
        System.out.println(
                "\nResident memory of one more run, MB: the most that was seen from outside (and the kernel's peak):");
        for (var line : lines) {
            var words = line.split(" ");
            System.out.printf(
                    "  %-11s %4d (%d)%n", words[0], Long.parseLong(words[1]) / 1024, Long.parseLong(words[2]) / 1024);
        }
    }
}
