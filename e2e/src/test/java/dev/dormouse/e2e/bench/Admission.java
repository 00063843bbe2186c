/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.e2e.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

/**
 * Prints what the chart's admission policies add to an apply: {@code Admission PROXY}, the address of a {@code kubectl
 * proxy}. Applies new tasks of 16 tools, the dearest there are, as a user whom RBAC lets, in blocks with and without the
 * policies' bindings in turn. Wants an operator that stands still.
 */
public final class Admission {
    private static final int ROUNDS = 4;
    private static final int BLOCK = 50;
    private static final String NAMESPACE = "invoices";
    private static final String TASKS = "/apis/dormouse.dev/v1alpha1/namespaces/%s/agenttasks";
    private static final String BINDINGS = "/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicybindings";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TOOLS = IntStream.range(0, 16)
            .mapToObj(i -> "{\"name\": \"t%d\", \"serverRef\": {\"name\": \"server-%1$d\"}}".formatted(i))
            .collect(Collectors.joining(", "));

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String api;

    private Admission(String api) {
        this.api = api;
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        new Admission(args[0]).measure();
    }

    private void measure() throws IOException, InterruptedException {
        send("POST", "/apis/rbac.authorization.k8s.io/v1/namespaces/" + NAMESPACE + "/rolebindings", """
                {"metadata": {"name": "bench"},
                 "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "dormouse-user"},
                 "subjects": [{"apiGroup": "rbac.authorization.k8s.io", "kind": "User", "name": "bench"}]}
                """);
        var bindings = bindings();
        var with = new ArrayList<Long>();
        var without = new ArrayList<Long>();
        block(0); // warm-up
        for (int round = 0; round < ROUNDS; round++) {
            with.addAll(block(2 * round + 1));
            for (var binding : bindings) {
                send("DELETE", BINDINGS + "/" + binding.at("/metadata/name").asText(), "");
            }
            await(201);
            without.addAll(block(2 * round + 2));
            for (var binding : bindings) {
                send("POST", BINDINGS, binding.toString());
            }
            await(403);
        }
        System.out.printf(
                "%nApply of a new task with 16 tools, ms (p50, p95 of %d): with the admission policies %.1f, %.1f; without"
                        + " %.1f, %.1f%ngoal: admission adds <= 20 ms p50: %.1f%n",
                with.size(),
                percentile(with, 50),
                percentile(with, 95),
                percentile(without, 50),
                percentile(without, 95),
                percentile(with, 50) - percentile(without, 50));
    }

    private List<JsonNode> bindings() throws IOException, InterruptedException {
        var found = StreamSupport.stream(
                        JSON.readTree(send("GET", BINDINGS, "").body())
                                .path("items")
                                .spliterator(),
                        false)
                .filter(each -> each.at("/metadata/name").asText().startsWith("dormouse-"))
                .toList();
        if (found.isEmpty()) {
            throw new IllegalStateException("there are no policies to measure");
        }
        found.forEach(each -> ((ObjectNode) each.path("metadata")).remove(List.of("uid", "resourceVersion")));
        return found;
    }

    /** Until the bindings, or their absence, are what the API server goes by. */
    private void await(int code) throws IOException, InterruptedException {
        var probe = TASKS.formatted("kube-public") + "?dryRun=All";
        while (send("POST", probe, task("probe")).statusCode() != code) {
            Thread.onSpinWait();
        }
    }

    /** @return nanoseconds of each apply */
    private List<Long> block(int number) throws IOException, InterruptedException {
        var times = new ArrayList<Long>();
        for (int i = 0; i < BLOCK; i++) {
            var name = "admission-" + number + "-" + i;
            var path = TASKS.formatted(NAMESPACE) + "/" + name + "?fieldManager=bench";
            var start = System.nanoTime();
            var response = send("PATCH", path, task(name), "Impersonate-User", "bench");
            times.add(System.nanoTime() - start);
            if (response.statusCode() != 201) {
                throw new IllegalStateException(response.body());
            }
        }
        return times;
    }

    private static String task(String name) {
        return """
                {"apiVersion": "dormouse.dev/v1alpha1", "kind": "AgentTask", "metadata": {"name": "%s"},
                 "spec": {"tools": [%s], "turns": [{"name": "one", "code": "return 1"}]}}
                """.formatted(name, TOOLS);
    }

    private HttpResponse<String> send(String method, String path, String body, String... headers)
            throws IOException, InterruptedException {
        var type = method.equals("PATCH") ? "application/apply-patch+yaml" : "application/json";
        var request = HttpRequest.newBuilder(URI.create(api + path))
                .method(method, BodyPublishers.ofString(body))
                .header("Content-Type", type);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), BodyHandlers.ofString());
    }

    private static double percentile(List<Long> nanos, int percent) {
        var sorted = nanos.stream().sorted().toList();
        return sorted.get((sorted.size() - 1) * percent / 100) / 1e6;
    }
}
