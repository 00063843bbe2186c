/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.controller.mcpserver;

import dev.dormouse.controller.events.Events;
import dev.dormouse.controller.network.Policies;
import dev.dormouse.controller.network.Walls;
import dev.dormouse.controller.settings.Acceptance;
import dev.dormouse.controller.settings.ApiWrites;
import dev.dormouse.controller.settings.Settings;
import dev.dormouse.crds.v1alpha1.McpServer;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.config.informer.Informer;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.retry.GradualRetry;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Leads an McpServer through the five steps. */
@ControllerConfiguration(name = "mcpserver", informer = @Informer(comparableResourceVersions = false))
@GradualRetry(maxAttempts = Integer.MAX_VALUE, initialInterval = 500, intervalMultiplier = 2, maxInterval = 30_000)
public final class McpServerReconciler implements Reconciler<McpServer> {
    private final Settings settings;
    private final Pass.Parts parts;
    private final Clock clock;
    private @Nullable Pass pass;

    public McpServerReconciler(Settings settings, KubernetesClient client, MeterRegistry meters, Clock clock) {
        var writes = new ApiWrites(meters);
        this.settings = settings;
        this.clock = clock;
        this.parts = new Pass.Parts(
                new Apply(client, writes, new Acceptance(client, writes, clock)),
                new Walls(client, new Policies(client, writes), settings.network()),
                new Events(client, clock),
                new Written(clock));
    }

    @Override
    public List<EventSource<?, McpServer>> prepareEventSources(EventSourceContext<McpServer> context) {
        var sources = new Sources(context, settings);
        pass = new Pass(settings, new Dereference(sources), parts, clock);
        return sources.all();
    }

    @Override
    public UpdateControl<McpServer> reconcile(McpServer server, Context<McpServer> context) {
        if (server.getMetadata().getDeletionTimestamp() != null) {
            return UpdateControl.noUpdate();
        }
        return Objects.requireNonNull(pass)
                .over(server)
                .map(in -> UpdateControl.<McpServer>noUpdate().rescheduleAfter(in))
                .orElseGet(UpdateControl::noUpdate);
    }
}
