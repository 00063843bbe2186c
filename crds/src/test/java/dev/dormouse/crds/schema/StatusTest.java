/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.crds.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.dormouse.crds.conditions.Conditions;
import dev.dormouse.crds.conditions.Conditions.Said;
import dev.dormouse.crds.testing.ApiServer;
import dev.dormouse.crds.v1alpha1.AgentTask;
import dev.dormouse.crds.v1alpha1.AgentTaskStatus;
import dev.dormouse.crds.v1alpha1.AgentTaskStatus.CheckpointStatus;
import dev.dormouse.crds.v1alpha1.AgentTaskStatus.RuntimeInUse;
import dev.dormouse.crds.v1alpha1.ConditionType;
import dev.dormouse.crds.v1alpha1.Reason;
import dev.dormouse.crds.v1alpha1.TaskPhase;
import dev.dormouse.crds.v1alpha1.TurnStatus;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatusTest {
    private static final String TASK = """
            apiVersion: dormouse.dev/v1alpha1
            kind: AgentTask
            metadata: {name: t}
            spec: {turns: [{name: one, code: x}]}
            """;
    private final ApiServer api = ApiServer.shared();
    private final String namespace = api.namespace();

    @Test
    void aNewTaskIsNotCurrentBeforeTheFirstLook() {
        var task = create();

        assertThat(task.getStatus()).isNotNull();
        assertThat(task.getStatus().observedGeneration()).isEqualTo(-1);
    }

    @Test
    void everyFieldOfAStatusComesBack() {
        var task = create();
        var status = status();
        task.setStatus(status);

        var stored = api.client().resource(task).updateStatus();

        assertThat(stored.getStatus()).isEqualTo(status);
    }

    @Test
    void kubectlShowsWhereATaskIs() {
        var task = create();
        task.setStatus(status());
        api.client().resource(task).updateStatus();

        var lines = api.kubectl("", "-n", namespace, "get", "atask")
                .output()
                .lines()
                .toList();

        assertThat(lines.get(0).split(" {2,}")).containsExactly("NAME", "PHASE", "TURN", "WAITING-ON", "AGE");
        assertThat(lines.get(1))
                .startsWith("t")
                .contains("AwaitingDecision")
                .contains("1/1 one")
                .contains("a person");
    }

    private AgentTask create() {
        return api.client()
                .resource(Serialization.unmarshal(TASK, AgentTask.class))
                .inNamespace(namespace)
                .create();
    }

    private static AgentTaskStatus status() {
        var result = JsonNodeFactory.instance.objectNode().put("processed", 20);
        var time = "2026-01-02T03:04:05Z";
        return new AgentTaskStatus(
                1L,
                TaskPhase.AWAITING_DECISION,
                "1/1 one",
                "a person",
                new Conditions(List.of(), 1, Clock.systemUTC())
                        .merge(List.of(Said.yes(ConditionType.ACCEPTED, Reason.ACCEPTED, "It makes sense."))),
                4L,
                "5e1f",
                new RuntimeInUse("default", 2L),
                List.of(new TurnStatus("one", TurnStatus.Phase.FAILED, time, time, 1, 2, 3, result, "GuestError", "x")),
                new CheckpointStatus("one/1", "ab", 17L, time));
    }
}
