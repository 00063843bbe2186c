/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.controller.agenttask;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dormouse.controller.settings.Labels;
import dev.dormouse.crds.v1alpha1.Reason;
import dev.dormouse.wire.Json;
import dev.dormouse.wire.state.Head;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StateFactsTest {
    private static final String TASK = "uid-of-the-task";

    private static ConfigMap state(Map<String, String> labels) {
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withName("found-state")
                .withUid("uid-of-the-state")
                .withLabels(labels)
                .endMetadata()
                .withData(Map.of("head", Json.text(Head.initial(TASK))))
                .build();
    }

    @Test
    void aStateThatSomebodyElsePutThereIsNotTaken() {
        var forged = StateFacts.of(TASK, Optional.empty(), Optional.of(state(Map.of())));

        assertThat(forged).isInstanceOfSatisfying(StateFacts.Lost.class, lost -> {
            assertThat(lost.reason()).isEqualTo(Reason.STATE_TAMPERED);
            assertThat(lost.message()).contains("its ConfigMap was there before, made by somebody else");
        });
    }

    @Test
    void theOperatorsOwnIsTaken() {
        var own = state(Map.of(Labels.TASK, "found"));

        assertThat(StateFacts.of(TASK, Optional.empty(), Optional.of(own))).isInstanceOf(StateFacts.Stored.class);
    }

    @Test
    void oneThatIsKnownStaysTheTasksWhateverItsLabels() {
        var known = Optional.of("uid-of-the-state");

        assertThat(StateFacts.of(TASK, known, Optional.of(state(Map.of())))).isInstanceOf(StateFacts.Stored.class);
    }
}
