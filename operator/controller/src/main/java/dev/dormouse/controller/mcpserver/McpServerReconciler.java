/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.controller.mcpserver;

import dev.dormouse.controller.settings.Acceptance;
import dev.dormouse.crds.plan.ServerParser;
import dev.dormouse.crds.v1alpha1.McpServer;
import dev.dormouse.crds.v1alpha1.McpServerStatus;
import io.javaoperatorsdk.operator.api.config.informer.Informer;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import java.util.Optional;

/** Says whether an McpServer makes sense; whether it answers, only a broker finds out. */
@ControllerConfiguration(name = "mcpserver", informer = @Informer(comparableResourceVersions = false))
public final class McpServerReconciler implements Reconciler<McpServer> {
    private final Acceptance acceptance;

    public McpServerReconciler(Acceptance acceptance) {
        this.acceptance = acceptance;
    }

    @Override
    public UpdateControl<McpServer> reconcile(McpServer server, Context<McpServer> context) {
        var before = Optional.ofNullable(server.getStatus()).map(McpServerStatus::conditions);
        var now = acceptance.conditions(ServerParser.parse(server), server.getMetadata(), before);
        var status = new McpServerStatus(server.getMetadata().getGeneration(), now);
        if (!status.equals(server.getStatus())) {
            acceptance.write(server, status);
        }
        return UpdateControl.noUpdate();
    }
}
