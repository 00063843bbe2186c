/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.crds.testing;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionStatus;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * A real kube-apiserver over a real etcd, on loopback, with an empty state and Dormouse's CRDs. RBAC is on; {@link
 * #client()} is an administrator and {@link #client(String, String...)} nobody but that user. Until {@link
 * #startControllers} nothing is garbage collected, no namespace ever goes away, no ServiceAccount appears by itself.
 */
public final class ApiServer {
    private static final String TOKEN = "token-of-the-test-administrator";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    static {
        Awaitility.setDefaultTimeout(PATIENCE); // its own ten seconds are too few for a machine that has other work
    }

    private static @Nullable ApiServer shared;

    private final Path kube;
    private final Path folder;
    private final List<Process> processes = new ArrayList<>();
    private final AtomicInteger namespaces = new AtomicInteger();
    private final int port;
    private final ServiceAccountKeys keys;
    private final KubernetesClient client;

    private ApiServer(Path kube) throws IOException {
        this.kube = kube;
        this.folder = Files.createTempDirectory("dormouse-api");
        Runtime.getRuntime().addShutdownHook(new Thread(this::stop));
        var ports = new FreePorts(3);
        this.port = ports.next();
        this.keys = ServiceAccountKeys.make(folder);
        start(ports);
        this.client = new KubernetesClientBuilder().withConfig(config()).build();
        Files.writeString(kubeconfig(), kubeconfigText());
        installCrds();
    }

    /**
     * The one of this JVM: started by the first test that asks (4 s), stopped with the JVM. Where its executable isn't
     * there, the test is aborted and says how to get one.
     */
    public static synchronized ApiServer shared() {
        if (shared == null) {
            try {
                shared = new ApiServer(KubeBinary.find());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return shared;
    }

    /** Another one, for tests that change what the whole cluster shares; stopped with the JVM. */
    public static ApiServer another() {
        try {
            return new ApiServer(KubeBinary.find());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts these controllers of the real kube-controller-manager, each with its own rights and no more. */
    public void startControllers(String... names) {
        try {
            run(
                    "kube-controller-manager",
                    "--kubeconfig=" + kubeconfig(),
                    "--controllers=" + String.join(",", names),
                    "--use-service-account-credentials=true",
                    "--service-account-private-key-file=" + keys.privateKey(),
                    "--kube-api-qps=200",
                    "--kube-api-burst=400",
                    "--leader-elect=false",
                    "--cert-dir=" + folder + "/controllers",
                    "--secure-port=0",
                    "--profiling=false");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Of the administrator, for programs. */
    public Path kubeconfig() {
        return folder.resolve("kubeconfig");
    }

    /** Group system:masters. Don't close it. */
    public KubernetesClient client() {
        return client;
    }

    /** Somebody who may do what RBAC lets {@code user} do; e.g. {@code system:serviceaccount:NAMESPACE:NAME}. */
    public KubernetesClient client(String user, String... groups) {
        return client(user, new KubernetesSerialization(), _ -> {}, groups);
    }

    /** Likewise, with a client that reads and connects in its own way. */
    public KubernetesClient client(
            String user, KubernetesSerialization reading, Consumer<HttpClient.Builder> http, String... groups) {
        var config = config();
        config.setImpersonateUsername(user);
        config.setImpersonateGroups(groups);
        return new KubernetesClientBuilder()
                .withConfig(config)
                .withKubernetesSerialization(reading)
                .withHttpClientBuilderConsumer(http)
                .build();
    }

    /** Of the administrator. */
    public Config config() {
        return new ConfigBuilder(Config.empty())
                .withMasterUrl("https://127.0.0.1:" + port)
                .withOauthToken(TOKEN)
                .withCaCertFile(folder.resolve("certs/apiserver.crt").toString())
                .build();
    }

    /** Makes a namespace that no other test has. */
    public String namespace() {
        var name = "test-" + namespaces.incrementAndGet();
        client.namespaces()
                .resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .endMetadata()
                        .build())
                .create();
        return name;
    }

    /** What kubectl answered. */
    public record Answer(int code, String output) {
        public boolean ok() {
            return code == 0;
        }
    }

    /** Runs the real kubectl as the administrator. */
    public Answer kubectl(String input, String... arguments) {
        var command = new ArrayList<>(List.of(kube.toString(), "kubectl", "--kubeconfig=" + kubeconfig()));
        command.addAll(Arrays.asList(arguments));
        try {
            var builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.environment().put("HOME", folder.toString());
            var process = builder.start();
            try (var stdin = process.getOutputStream()) {
                stdin.write(input.getBytes(StandardCharsets.UTF_8));
            }
            var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Answer(process.waitFor(), output.strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void start(FreePorts ports) throws IOException {
        var etcd = "http://127.0.0.1:" + ports.next();
        var peer = "http://127.0.0.1:" + ports.next();
        var tokens = Files.writeString(folder.resolve("tokens.csv"), TOKEN + ",admin,admin,system:masters\n");
        run(
                "etcd",
                "--data-dir=" + folder + "/etcd",
                "--unsafe-no-fsync",
                "--log-level=warn",
                "--listen-client-urls=" + etcd,
                "--advertise-client-urls=" + etcd,
                "--listen-peer-urls=" + peer,
                "--initial-advertise-peer-urls=" + peer,
                "--initial-cluster=default=" + peer);
        run(
                "kube-apiserver",
                "--etcd-servers=" + etcd,
                "--bind-address=127.0.0.1",
                "--secure-port=" + port,
                "--cert-dir=" + folder + "/certs",
                "--authorization-mode=RBAC",
                "--disable-admission-plugins=ServiceAccount",
                "--service-cluster-ip-range=10.0.0.0/24",
                "--service-account-issuer=https://kubernetes.default.svc",
                "--service-account-key-file=" + keys.publicKey(),
                "--service-account-signing-key-file=" + keys.privateKey(),
                "--token-auth-file=" + tokens,
                "--profiling=false");
        Awaitility.await("API server").atMost(PATIENCE).pollDelay(Duration.ZERO).until(this::isReady);
    }

    private void run(String program, String... arguments) throws IOException {
        var command = new ArrayList<>(List.of(kube.toString(), program));
        command.addAll(Arrays.asList(arguments));
        processes.add(new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(program + ".log").toFile())
                .start());
    }

    private boolean isReady() {
        for (var process : processes) {
            if (!process.isAlive()) {
                throw new IllegalStateException("ended: " + process.info() + "; its log is in " + folder);
            }
        }
        if (!Files.exists(folder.resolve("certs/apiserver.crt"))) {
            return false;
        }
        try (var probe = new KubernetesClientBuilder().withConfig(config()).build()) {
            return "ok".equals(probe.raw("/readyz"));
        } catch (KubernetesClientException e) {
            return false;
        }
    }

    private void installCrds() {
        for (var kind : List.of("agenttasks", "mcpservers", "agentruntimes")) {
            try (var yaml = ApiServer.class.getResourceAsStream("/META-INF/dormouse/crds/" + kind + ".yaml")) {
                client.load(yaml).serverSideApply();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        var crds = client.apiextensions().v1().customResourceDefinitions();
        Awaitility.await("CRDs")
                .atMost(PATIENCE)
                .until(() -> crds.list().getItems().stream().allMatch(ApiServer::isEstablished));
    }

    /** A new one has no status for a moment. */
    private static boolean isEstablished(CustomResourceDefinition crd) {
        return Optional.ofNullable(crd.getStatus()).map(CustomResourceDefinitionStatus::getConditions).stream()
                .flatMap(List::stream)
                .anyMatch(is ->
                        is.getType().equals("Established") && is.getStatus().equals("True"));
    }

    private String kubeconfigText() {
        return """
                {"apiVersion": "v1", "kind": "Config", "current-context": "test",
                 "clusters": [{"name": "test", "cluster":
                   {"server": "https://127.0.0.1:%d", "certificate-authority": "%s/certs/apiserver.crt"}}],
                 "users": [{"name": "admin", "user": {"token": "%s"}}],
                 "contexts": [{"name": "test", "context": {"cluster": "test", "user": "admin"}}]}
                """.formatted(port, folder, TOKEN);
    }

    private void stop() {
        processes.reversed().forEach(ApiServer::kill);
        try (var files = Files.walk(folder)) {
            files.sorted(java.util.Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            System.err.println("left behind: " + folder + " (" + e.getMessage() + ")");
        }
    }

    private static void kill(Process process) {
        process.destroyForcibly();
        try {
            process.waitFor(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
