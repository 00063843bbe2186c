/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.controller.agenttask;

import dev.dormouse.controller.events.Events;
import dev.dormouse.controller.network.Policies;
import dev.dormouse.controller.network.Walls;
import dev.dormouse.controller.settings.ApiWrites;
import dev.dormouse.controller.settings.Settings;
import dev.dormouse.crds.v1alpha1.AgentTask;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.config.informer.Informer;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.MaxReconciliationInterval;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.retry.GradualRetry;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Leads an AgentTask through the five steps.
 *
 * <p>It writes the status itself and never hands a changed task to the framework: the framework drops a change of the
 * spec that arrives while it writes, as the echo of its own write.
 */
@ControllerConfiguration(
        name = "agenttask",
        informer = @Informer(comparableResourceVersions = false),
        maxReconciliationInterval = @MaxReconciliationInterval(interval = 5, timeUnit = TimeUnit.MINUTES))
@GradualRetry(maxAttempts = Integer.MAX_VALUE, initialInterval = 500, intervalMultiplier = 2, maxInterval = 30_000)
public final class AgentTaskReconciler implements Reconciler<AgentTask> {
    private final Settings settings;
    private final KubernetesClient client;
    private final MeterRegistry meters;
    private final Clock clock;
    private @Nullable Pass pass;

    public AgentTaskReconciler(Settings settings, KubernetesClient client, MeterRegistry meters, Clock clock) {
        this.settings = settings;
        this.client = client;
        this.meters = meters;
        this.clock = clock;
    }

    @Override
    public List<EventSource<?, AgentTask>> prepareEventSources(EventSourceContext<AgentTask> context) {
        var sources = new Sources(context, settings);
        var memories = new Memories(clock);
        var writes = new ApiWrites(meters);
        var apply = new Apply(client, writes);
        var walls = new Walls(client, new Policies(client, writes), settings.network());
        var announcer = new Announcer(new Events(client, clock));
        var places = new Places(settings.maxPods(), sources, meters, clock);
        pass = new Pass(
                settings,
                new Pass.Steps(new Dereference(sources, client), apply, new Status(apply, memories, announcer, clock)),
                new Pass.Aides(memories, places, announcer, walls),
                clock);
        return sources.all();
    }

    @Override
    public UpdateControl<AgentTask> reconcile(AgentTask task, Context<AgentTask> context) {
        Optional<Duration> lookAgain = Objects.requireNonNull(pass).over(task);
        return lookAgain
                .map(in -> UpdateControl.<AgentTask>noUpdate().rescheduleAfter(in))
                .orElseGet(UpdateControl::noUpdate);
    }
}
