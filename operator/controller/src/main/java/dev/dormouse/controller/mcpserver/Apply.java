/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.controller.mcpserver;

import dev.dormouse.controller.network.Policies;
import dev.dormouse.controller.settings.Acceptance;
import dev.dormouse.crds.v1alpha1.McpServer;
import dev.dormouse.crds.v1alpha1.McpServerStatus;

/** Step 4: every write of this controller. */
final class Apply {
    private final Policies policies;
    private final Acceptance acceptance;

    Apply(Policies policies, Acceptance acceptance) {
        this.policies = policies;
        this.acceptance = acceptance;
    }

    /** Makes what has to stand before any pod may call the server. */
    void ensure(Resources resources, Dereference.Found found) {
        switch (resources) {
            case Resources(var policy) -> policies.ensure(policy, found.policy());
        }
    }

    void status(McpServer server, McpServerStatus status) {
        acceptance.write(server, status);
    }
}
