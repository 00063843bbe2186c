/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.crds.schema;

import dev.dormouse.crds.v1alpha1.AgentRuntime;
import dev.dormouse.crds.v1alpha1.AgentTask;
import dev.dormouse.crds.v1alpha1.McpServer;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;

/** What a CRD says beyond what the generator finds in the classes. */
enum Kind {
    AGENT_TASK(
            AgentTask.class,
            "A durable session: turns of code that run one after another, share their variables, and go on in a new pod"
                    + " as if nothing had happened. Deleted and made again it is a new session, which runs its turns again.",
            List.of(
                    new Column("Phase", "string", ".status.phase"),
                    new Column("Turn", "string", ".status.turn"),
                    new Column("Waiting-On", "string", ".status.waitingOn"),
                    Column.AGE)),
    MCP_SERVER(
            McpServer.class,
            "An MCP server (streamable HTTP) whose tools tasks of this namespace can list.",
            List.of(
                    new Column("Ready", "string", ".status.conditions[?(@.type=='Ready')].status"),
                    new Column("Reason", "string", ".status.conditions[?(@.type=='Ready')].reason"),
                    new Column("Tools", "integer", ".status.tools"),
                    new Column("Egress-Enforced", "string", ".status.conditions[?(@.type=='EgressEnforced')].status"),
                    Column.AGE)),
    AGENT_RUNTIME(
            AgentRuntime.class,
            "How the pods of tasks look and how much tasks may use. The one named \"default\" serves tasks that name"
                    + " none.",
            List.of(new Column("Accepted", "string", ".status.conditions[?(@.type=='Accepted')].status"), Column.AGE));

    final Class<? extends HasMetadata> type;
    final String description;
    final List<Column> columns;

    Kind(Class<? extends HasMetadata> type, String description, List<Column> columns) {
        this.type = type;
        this.description = description;
        this.columns = columns;
    }

    String plural() {
        return HasMetadata.getPlural(type);
    }

    String kind() {
        return HasMetadata.getKind(type);
    }

    /** A column of {@code kubectl get}. */
    record Column(String name, String type, String jsonPath) {
        static final Column AGE = new Column("Age", "date", ".metadata.creationTimestamp");
    }
}
