/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.controller.chart;

import dev.dormouse.controller.settings.Reading;
import dev.dormouse.crds.testing.ApiServer;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.opentest4j.TestAbortedException;

/** The chart of this checkout and the helm that the local cluster is built with. */
public final class Chart {
    public static final String RELEASE = "dormouse";

    /** Name of the operator's ServiceAccount. */
    public static final String OPERATOR = "dormouse-operator";

    public static final String NAMESPACE = "dormouse-system";

    private Chart() {}

    /**
     * The operator, with its ServiceAccount's rights on the API server of this JVM, reading as it reads in its pod.
     *
     * @param http what is special about its connections
     */
    static KubernetesClient operator(Consumer<HttpClient.Builder> http) {
        return ApiServer.shared()
                .client("system:serviceaccount:" + NAMESPACE + ":" + OPERATOR, Reading.everything(), http);
    }

    /** What helm said. */
    public record Answer(int code, String output) {}

    /** @param arguments after {@code template}, e.g. {@code --set maxPods=3} */
    public static Answer template(String... arguments) {
        var all = new ArrayList<>(List.of("template", "dormouse", folder().toString(), "-n", NAMESPACE));
        all.addAll(List.of("--kube-version", "1.34.0"));
        all.addAll(Arrays.asList(arguments));
        return helm(all);
    }

    /** Every object of the chart. */
    public static List<HasMetadata> objects(String... arguments) {
        var answer = template(arguments);
        if (answer.code() != 0) {
            throw new IllegalStateException(answer.output());
        }
        var yaml = new KubernetesSerialization();
        return Arrays.stream(answer.output().split("(?m)^---$"))
                .filter(text -> text.contains("kind:"))
                .map(text -> (HasMetadata) yaml.unmarshal(text))
                .toList();
    }

    /**
     * Installs the release into a cluster, or upgrades it, without waiting for its pods.
     *
     * @param arguments e.g. {@code --set maxPods=3}
     * @return what helm says, the notes last
     */
    public static String install(Path kubeconfig, String... arguments) {
        var all = new ArrayList<>(List.of("upgrade", "--install", "dormouse", folder().toString(), "-n", NAMESPACE));
        all.addAll(List.of("--create-namespace", "--take-ownership", "--kubeconfig", kubeconfig.toString()));
        all.addAll(Arrays.asList(arguments));
        var answer = helm(all);
        if (answer.code() != 0) {
            throw new IllegalStateException(answer.output());
        }
        return answer.output();
    }

    static Answer helm(List<String> arguments) {
        var command = new ArrayList<>(List.of(binary().toString()));
        command.addAll(arguments);
        return run(new ProcessBuilder(command));
    }

    static Path folder() {
        return checkout().resolve("charts/dormouse");
    }

    private static Path binary() {
        var builder =
                new ProcessBuilder(checkout().resolve("e2e/cluster/cluster.sh").toString(), "bin");
        builder.environment().put("DORMOUSE_CLUSTER", "node");
        var answer = run(builder);
        var helm = Path.of(answer.output().lines().toList().getLast(), "helm");
        if (answer.code() != 0 || !Files.isExecutable(helm)) {
            throw new TestAbortedException(
                    "no helm for tests; 'e2e/cluster/cluster.sh build' makes it once: " + answer);
        }
        return helm;
    }

    private static Answer run(ProcessBuilder builder) {
        try {
            var process = builder.redirectErrorStream(true).start();
            var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Answer(process.waitFor(), output.strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static Path checkout() {
        for (var folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (Files.exists(folder.resolve("e2e/cluster/cluster.sh"))) {
                return folder;
            }
        }
        throw new TestAbortedException(
                "no e2e/cluster/cluster.sh in or above " + Path.of("").toAbsolutePath());
    }
}
