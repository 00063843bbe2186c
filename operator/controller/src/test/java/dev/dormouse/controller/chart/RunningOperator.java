/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.controller.chart;

import dev.dormouse.crds.testing.ApiServer;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reconcilers on the API server of this JVM, with the rights that the chart gives them and not one more. */
public final class RunningOperator implements AutoCloseable {
    private final Operator operator;

    /**
     * @param namespaces those that are enabled
     * @param reconcilers of a client that has the operator's rights
     */
    public RunningOperator(
            Set<String> namespaces, Function<KubernetesClient, List<? extends Reconciler<?>>> reconcilers) {
        this(namespaces, _ -> {}, reconcilers);
    }

    /** @param http what is special about its connections */
    public RunningOperator(
            Set<String> namespaces,
            Consumer<HttpClient.Builder> http,
            Function<KubernetesClient, List<? extends Reconciler<?>>> reconcilers) {
        var enabled = "namespaces={" + String.join(",", namespaces) + "}";
        Chart.objects("--set", enabled, "--set", "operator.leaderElection=false").stream()
                .filter(it -> it.getApiVersion().startsWith("rbac"))
                .forEach(it -> ApiServer.shared().client().resource(it).serverSideApply());
        var client = Chart.operator(http);
        operator = new Operator(overrider -> overrider
                .withKubernetesClient(client)
                .withCloseClientOnStop(true)
                .withStopOnInformerErrorDuringStartup(false) // as in application.properties
                .withInformerStoppedHandler(RunningOperator::stopped));
        reconcilers.apply(client).forEach(operator::register);
        operator.start();
    }

    /** Without this the framework ends the JVM, and the test with it. */
    private static void stopped(SharedIndexInformer<?> informer, @Nullable Throwable why) {
        if (why != null) {
            why.printStackTrace();
        }
    }

    @Override
    public void close() {
        operator.stop();
    }
}
