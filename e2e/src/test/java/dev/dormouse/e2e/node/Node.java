/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.e2e.node;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.dormouse.e2e.Checkout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The cluster that {@code e2e/run.sh} brought up, with Dormouse installed. One for all suites of a JVM. */
public final class Node {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final AtomicLong NAMES = new AtomicLong(System.currentTimeMillis() % 1_000_000 * 100);
    private static final String CLUSTER =
            Checkout.ROOT.resolve("e2e/cluster/cluster.sh").toString();

    private final String bin;
    private final Map<String, String> environment;
    private final URI api;
    // An offer to upgrade to HTTP/2 would look like one of kubectl exec to the API server.
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private Node() {
        bin = cluster("bin").strip();
        environment = Map.of("KUBECONFIG", cluster("kubeconfig").strip());
        var line = Command.serve(List.of(bin + "/kubectl", "proxy", "--port=0"), environment);
        api = URI.create("http://" + line.substring(line.lastIndexOf(' ') + 1).strip());
    }

    private static final class Holder {
        static final Node NODE = new Node();
    }

    public static Node shared() {
        return Holder.NODE;
    }

    /** A name that no other test has, nor an earlier run on the same node. */
    public static String unique(String prefix) {
        return prefix + "-" + Long.toString(NAMES.incrementAndGet(), 36);
    }

    /** Runs {@code cluster.sh} with these arguments; returns its output. */
    public static String cluster(String... arguments) {
        var command = Stream.concat(Stream.of(CLUSTER), Stream.of(arguments)).toList();
        return Command.run(command, Map.of(), "").orThrow(command);
    }

    /** Runs a command in the checkout; returns its output. */
    public static String script(String... command) {
        return Command.run(List.of(command), Map.of(), "").orThrow(List.of(command));
    }

    /** Runs a command as root inside the node; returns its output. */
    public String exec(String... command) {
        return cluster(Stream.concat(Stream.of("exec"), Stream.of(command)).toArray(String[]::new));
    }

    /** Runs kubectl; returns its output. */
    public String kubectl(String... arguments) {
        return tool("kubectl", "", arguments).orThrow(List.of(arguments));
    }

    /** Runs kubectl, which may fail. */
    public Command.Said tryKubectl(String... arguments) {
        return tool("kubectl", "", arguments);
    }

    public String helm(String... arguments) {
        return tool("helm", "", arguments).orThrow(List.of(arguments));
    }

    /** Runs Helm with this text on its stdin. */
    public String helmWith(String input, String... arguments) {
        return tool("helm", input, arguments).orThrow(List.of(arguments));
    }

    /** Runs Helm, which may fail. */
    public Command.Said tryHelm(String... arguments) {
        return tool("helm", "", arguments);
    }

    /** {@code kubectl apply} of a manifest; objects without a namespace go to this one. */
    public void apply(String namespace, String yaml) {
        tool("kubectl", yaml, "-n", namespace, "apply", "-f", "-").orThrow(List.of("kubectl", "apply", yaml));
    }

    /** {@code kubectl ARGUMENTS apply} of a manifest, which may be refused. */
    public Command.Said tryApply(String yaml, String... arguments) {
        var all = Stream.concat(Stream.of(arguments), Stream.of("apply", "-f", "-"));
        return tool("kubectl", yaml, all.toArray(String[]::new));
    }

    private Command.Said tool(String name, String input, String... arguments) {
        var command = new ArrayList<>(List.of(bin + "/" + name));
        command.addAll(List.of(arguments));
        return Command.run(command, environment, input);
    }

    /** GET of a path of the API server; empty when there is no such object. Takes milliseconds, fit for polling. */
    public Optional<JsonNode> find(String path) {
        try {
            var request = HttpRequest.newBuilder(api.resolve(path)).build();
            var response = http.send(request, BodyHandlers.ofString());
            if (response.statusCode() == 404) {
                return Optional.empty();
            }
            if (response.statusCode() != 200) {
                throw new IllegalStateException(path + ": " + response.statusCode() + " " + response.body());
            }
            return Optional.of(JSON.readTree(response.body()));
        } catch (IOException e) {
            throw new UncheckedIOException(path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** GET of a path of the API server. */
    public JsonNode get(String path) {
        return find(path).orElseThrow(() -> new AssertionError("there is no " + path));
    }

    public JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError(text, e);
        }
    }

    /** The items of a list of the API server. */
    public List<JsonNode> list(String path) {
        return StreamSupport.stream(get(path).path("items").spliterator(), false)
                .toList();
    }

    /** The local port that is forwarded to a port of a Service's pod, until this JVM ends. */
    public int forward(String namespace, String service, int port) {
        var line = Command.serve(
                List.of(bin + "/kubectl", "-n", namespace, "port-forward", "service/" + service, ":" + port),
                environment);
        // Forwarding from 127.0.0.1:PORT -> TARGET
        return Integer.parseInt(line.substring(line.indexOf(':') + 1, line.indexOf(" ->")));
    }
}
