/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.controller.agentruntime;

import dev.dormouse.controller.settings.Acceptance;
import dev.dormouse.crds.plan.RuntimeParser;
import dev.dormouse.crds.v1alpha1.AgentRuntime;
import dev.dormouse.crds.v1alpha1.AgentRuntimeStatus;
import io.javaoperatorsdk.operator.api.config.informer.Informer;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.retry.GradualRetry;
import java.util.Optional;

/** Says whether an AgentRuntime makes sense. */
@ControllerConfiguration(name = "agentruntime", informer = @Informer(comparableResourceVersions = false))
@GradualRetry(maxAttempts = Integer.MAX_VALUE, initialInterval = 500, intervalMultiplier = 2, maxInterval = 30_000)
public final class AgentRuntimeReconciler implements Reconciler<AgentRuntime> {
    private final Acceptance acceptance;

    public AgentRuntimeReconciler(Acceptance acceptance) {
        this.acceptance = acceptance;
    }

    @Override
    public UpdateControl<AgentRuntime> reconcile(AgentRuntime runtime, Context<AgentRuntime> context) {
        var before = Optional.ofNullable(runtime.getStatus()).map(AgentRuntimeStatus::conditions);
        var now = acceptance.conditions(RuntimeParser.parse(runtime), runtime.getMetadata(), before);
        var status = new AgentRuntimeStatus(runtime.getMetadata().getGeneration(), now);
        if (!status.equals(runtime.getStatus())) {
            acceptance.write(runtime, status);
        }
        return UpdateControl.noUpdate();
    }
}
