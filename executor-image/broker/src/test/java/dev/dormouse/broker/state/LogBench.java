/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dormouse.broker.state.ConfigMapStateStore.StateRef;
import dev.dormouse.crds.testing.ApiServer;
import dev.dormouse.wire.Json;
import dev.dormouse.wire.state.TaskState;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Is one ConfigMap a good enough log? (docs/decisions/0003-configmap-is-the-log.md.) 20 writers, each with its own
 * ConfigMap, client and committer, 1,000 commits each, through a proxy that cuts connections; not part of the tests: {@code
 * mvnw -pl executor-image/broker -am test -Dtest=LogBench -Dsurefire.failIfNoSpecifiedTests=false}.
 */
class LogBench {
    private static final int WRITERS = 20;
    private static final int COMMITS = Integer.getInteger("bench.commits", 1000);
    private static final double CUT_CHANCE = 0.002;

    private final ApiServer server = ApiServer.shared();
    private final long seed = new Random().nextLong();

    @Test
    void commitsThroughACuttingProxy() throws Exception {
        System.out.println("seed " + seed + ", " + WRITERS + " writers x " + COMMITS + " commits");
        System.out.println(
                "| journal | commits/s | p50 ms | p99 ms | max ms | cut requests | cut answers | more than one "
                        + "attempt | misjudged | etcd grew by |");
        for (var kibibytes : List.of(16, 64)) {
            run(kibibytes);
        }
    }

    private record Work(List<Long> nanos, int repeated, int misjudged) {}

    private void run(int kibibytes) throws Exception {
        long before = etcdBytes();
        long start = System.nanoTime();
        var port = URI.create(server.config().getMasterUrl()).getPort();
        var namespace = server.namespace();
        try (var proxy = new CuttingProxy(port, CUT_CHANCE, seed);
                var threads = Executors.newFixedThreadPool(WRITERS)) {
            var works = new ArrayList<Work>();
            var futures = IntStream.range(0, WRITERS)
                    .mapToObj(i -> threads.submit(() -> write(namespace, "w" + i, kibibytes * 1024, proxy.port())))
                    .toList();
            for (Future<Work> future : futures) {
                works.add(future.get());
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            report(kibibytes, works, seconds, proxy, etcdBytes() - before);
        }
    }

    private static void report(int kibibytes, List<Work> works, double seconds, CuttingProxy proxy, long grown) {
        var nanos =
                works.stream().flatMap(work -> work.nanos().stream()).sorted().toList();
        var misjudged = works.stream().mapToInt(Work::misjudged).sum();
        System.out.printf(
                "| %d KiB | %.0f | %.1f | %.1f | %.0f | %d | %d | %d | %d | %d MB |%n",
                kibibytes,
                nanos.size() / seconds,
                nanos.get(nanos.size() / 2) / 1e6,
                nanos.get(nanos.size() * 99 / 100) / 1e6,
                nanos.getLast() / 1e6,
                proxy.requestsCut(),
                proxy.answersCut(),
                works.stream().mapToInt(Work::repeated).sum(),
                misjudged,
                grown / 1_000_000);
        assertThat(proxy.answersCut()).isPositive();
        assertThat(misjudged).isZero();
    }

    /** A commit is misjudged when its outcome isn't Committed, or when it is and the API server doesn't hold it. */
    private Work write(String namespace, String name, int bytes, int port) throws IOException {
        var ref = make(namespace, name);
        var nanos = new ArrayList<Long>();
        var repeated = 0;
        var misjudged = 0;
        try (var client = through(port)) {
            var store = new CountingStore(new ConfigMapStateStore(client, ref));
            var truth = new ConfigMapStateStore(server.client(), ref);
            var committer = new Committer(store, patientlyLoaded(store), Committer.Patience.of(Duration.ofSeconds(60)));
            for (var i = 1; i <= COMMITS; i++) {
                var id = name + "-" + i;
                var next =
                        new TaskState(States.next(committer.state(), "me", id).head(), noise(bytes, i), null);
                store.attempts = 0;
                long begun = System.nanoTime();
                var outcome = committer.commit(next);
                nanos.add(System.nanoTime() - begun);
                repeated += store.attempts > 1 ? 1 : 0;
                var mustLook = store.attempts > 1 || i == COMMITS;
                misjudged += outcome instanceof CommitOutcome.Committed && (!mustLook || holds(truth, id, i)) ? 0 : 1;
            }
        }
        return new Work(nanos, repeated, misjudged);
    }

    private static boolean holds(StateStore truth, String id, int n) {
        var commit = StateStoreContract.stored(truth).state().head().commit();
        return commit.id().equals(id) && commit.n() == n;
    }

    private static byte[] noise(int bytes, int seed) {
        var noise = new byte[bytes];
        new Random(seed).nextBytes(noise);
        return noise;
    }

    private static LoadResult.Stored patientlyLoaded(StateStore store) {
        while (true) {
            if (store.load() instanceof LoadResult.Stored stored) {
                return stored;
            }
        }
    }

    private KubernetesClient through(int port) {
        Config config = new ConfigBuilder(server.config())
                .withMasterUrl("https://127.0.0.1:" + port)
                .withRequestRetryBackoffLimit(0)
                .build();
        return new KubernetesClientBuilder().withConfig(config).build();
    }

    private StateRef make(String namespace, String name) {
        var made = server.client()
                .configMaps()
                .inNamespace(namespace)
                .resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .endMetadata()
                        .withData(Map.of(
                                TaskState.HEAD_KEY, Json.text(States.initial().head())))
                        .build())
                .create();
        return new StateRef(namespace, name, made.getMetadata().getUid());
    }

    private long etcdBytes() {
        return server.client()
                .raw("/metrics")
                .lines()
                .filter(line -> line.startsWith("apiserver_storage_size_bytes"))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private static final class CountingStore implements StateStore {
        private final StateStore store;
        private int attempts;

        CountingStore(StateStore store) {
            this.store = store;
        }

        @Override
        public LoadResult load() {
            return store.load();
        }

        @Override
        public CommitResult commit(TaskState next, Version expected) {
            attempts++;
            return store.commit(next, expected);
        }

        @Override
        public void close() {}
    }
}
