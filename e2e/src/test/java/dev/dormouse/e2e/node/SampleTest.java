/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.e2e.node;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The sample on the node: applied, done, asleep, and a turn more. */
@Timeout(300)
class SampleTest {
    private static final String NAMESPACE = "invoices";

    @Test
    void eachCustomerIsRemindedOnceAndALaterTurnSeesTheVariablesInANewPod() {
        // given
        var office = NodeOffice.open(NAMESPACE, 0);
        // when
        var task = office.apply("task.yaml", Node.unique("sample"));
        task.awaitPhase("Completed");
        // then
        assertThat(task.turn("remind").at("/result/processed").asInt()).isEqualTo(20);
        assertThat(office.mails()).hasSize(20).doesNotHaveDuplicates();
        assertThat(office.log()).hasSize(20).doesNotHaveDuplicates();
        task.awaitNoPod();
        long first = task.epoch();
        // when
        office.apply("task-with-follow-up.yaml", task.name());
        task.awaitTurn("follow-up", "Completed");
        // then
        assertThat(task.turn("follow-up").at("/result/largest")).hasSize(3);
        assertThat(task.epoch()).isGreaterThan(first);
        assertThat(office.mails()).hasSize(20);
        assertThat(office.log()).hasSize(20);
        task.awaitNoPod();
        assertThat(task.state()).isPresent();
        assertThat(task.events())
                .containsSubsequence("PodStarted", "Running", "Completed", "PodStarted", "Running", "Completed");
        assertThat(Node.shared()
                        .kubectl("-n", NAMESPACE, "get", "atask", task.name())
                        .lines()
                        .findFirst())
                .hasValueSatisfying(line ->
                        assertThat(line.split(" +")).containsExactly("NAME", "PHASE", "TURN", "WAITING-ON", "AGE"));
    }
}
