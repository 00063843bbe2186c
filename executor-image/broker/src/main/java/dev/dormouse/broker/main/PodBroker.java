/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.main;

import dev.dormouse.broker.blob.ConfigMapPartStore;
import dev.dormouse.broker.blob.ConfigMapPartStore.Owner;
import dev.dormouse.broker.secrets.Keyring;
import dev.dormouse.broker.secrets.MountedSecrets;
import dev.dormouse.broker.session.SessionEnd;
import dev.dormouse.broker.session.StoreLimits;
import dev.dormouse.broker.state.ConfigMapStateStore;
import dev.dormouse.broker.state.ConfigMapStateStore.StateRef;
import dev.dormouse.broker.state.Pace;
import dev.dormouse.broker.task.KubeTaskSource;
import dev.dormouse.crds.plan.TaskPlan.TaskRef;
import dev.dormouse.wire.state.TaskState;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;

/**
 * The broker of a task pod. Told by its environment which task it is for: {@code DORMOUSE_NAMESPACE}, {@code
 * DORMOUSE_TASK}, {@code DORMOUSE_TASK_UID}, {@code DORMOUSE_STATE_UID}, {@code DORMOUSE_EPOCH}, {@code
 * DORMOUSE_PREDECESSOR_GONE}; and by {@code DORMOUSE_STATE_BYTES} how much it may keep beside its state. Reaches the API
 * server with the pod's projected token.
 */
public final class PodBroker {
    private static final Path SOCKET = Path.of("/run/dormouse/broker.sock");
    private static final int API_TIMEOUT_MILLIS = 10_000;

    private PodBroker() {}

    public static void main(String[] args) throws InterruptedException {
        if (List.of(args).contains(PodProbe.ARGUMENT)) {
            Runtime.getRuntime().halt(PodProbe.run());
        }
        var keyring = new Keyring(new MountedSecrets(MountedSecrets.ROOT));
        var progress = new ConsoleProgress(System.out, keyring, InstantSource.system());
        Broker.endWithAnyThread(progress);
        Runtime.getRuntime().halt(run(keyring, progress));
    }

    private static int run(Keyring keyring, ConsoleProgress progress) throws InterruptedException {
        try (var client = client()) {
            var end = new Broker(surroundings(client, keyring), progress).run();
            progress.line(said(end));
            return end.exitCode();
        } catch (KubernetesClientException e) {
            progress.line("the API server can't be used: " + e.getMessage());
            return new SessionEnd.StoreUnreachable("").exitCode();
        } catch (IOException | IllegalArgumentException e) {
            progress.line(e.toString());
            return Broker.BUG;
        }
    }

    private static String said(SessionEnd end) {
        return switch (end) {
            case SessionEnd.Parked(var head) ->
                head.park() == null ? "parked" : "parked: " + head.park().reason();
            case SessionEnd.Fenced(var why) -> "fenced: " + why;
            case SessionEnd.StoreUnreachable(var why) -> "the store can't be reached: " + why;
            case SessionEnd.StateGone(var why) -> "the state is gone: " + why;
            case SessionEnd.SandboxMissing(var why) -> why;
            case SessionEnd.Released() -> "released: the pod was asked to go";
        };
    }

    /** Requests are tried once: what is safe to try again, the callers try again. */
    static KubernetesClient client() {
        var config = new ConfigBuilder()
                .withRequestRetryBackoffLimit(0)
                .withRequestTimeout(API_TIMEOUT_MILLIS)
                .withConnectionTimeout(API_TIMEOUT_MILLIS)
                .build();
        return new KubernetesClientBuilder().withConfig(config).build();
    }

    private static Surroundings surroundings(KubernetesClient client, Keyring keyring) {
        var ref = new TaskRef(env("DORMOUSE_NAMESPACE"), env("DORMOUSE_TASK"), env("DORMOUSE_TASK_UID"));
        return new Surroundings(
                new KubeTaskSource(client, ref),
                new ConfigMapStateStore(
                        client,
                        new StateRef(ref.namespace(), TaskState.nameFor(ref.name()), env("DORMOUSE_STATE_UID"))),
                new ConfigMapPartStore(client, new Owner(ref.namespace(), ref.name(), ref.uid())),
                new StoreLimits(Long.parseLong(env("DORMOUSE_STATE_BYTES")), Pace.Limits.CONFIG_MAPS),
                keyring,
                SOCKET,
                Long.parseLong(env("DORMOUSE_EPOCH")),
                Boolean.parseBoolean(env("DORMOUSE_PREDECESSOR_GONE")));
    }

    static String env(String name) {
        var value = System.getenv(name);
        if (value == null || value.isEmpty()) {
            throw new IllegalArgumentException("the environment variable " + name + " is missing");
        }
        return value;
    }
}
