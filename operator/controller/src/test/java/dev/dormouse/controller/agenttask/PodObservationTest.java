/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.controller.agenttask;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dormouse.crds.status.PodFacts;
import dev.dormouse.crds.v1alpha1.Reason;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class PodObservationTest {
    private static final Instant NOW = Instant.parse(PodFixtures.FINISHED).plusSeconds(5);

    @Test
    void aPodWithoutStatusIsOnItsWay() {
        assertThat(observe(new PodStatusBuilder())).isEqualTo(new PodFacts.Coming(4, Optional.empty()));
    }

    @Test
    void aRunningBrokerWorksWhateverTheSandboxDoes() {
        var status = new PodStatusBuilder()
                .withPhase("Running")
                .withContainerStatuses(PodFixtures.running("broker"))
                .withInitContainerStatuses(PodFixtures.ended("sandbox", 137));

        assertThat(observe(status)).isEqualTo(new PodFacts.Working(4));
    }

    @Test
    void anEndedBrokerIsEndingForAWhileAndThenGoneButNotProvenSo() {
        var status = new PodStatusBuilder()
                .withPhase("Running")
                .withContainerStatuses(PodFixtures.ended("broker", 1))
                .withInitContainerStatuses(PodFixtures.running("sandbox"));

        assertThat(observe(status)).isEqualTo(new PodFacts.Ending(4));
        assertThat(PodObservation.of(PodFixtures.pod(4, status.build()), NOW.plusSeconds(60)))
                .isEqualTo(new PodFacts.Gone(4, false, OptionalInt.of(1), false));
    }

    @Test
    void onlyAPodWithEveryContainerSeenEndedIsProvenGone() {
        var ended = new PodStatusBuilder()
                .withPhase("Failed")
                .withContainerStatuses(PodFixtures.ended("broker", 20))
                .withInitContainerStatuses(PodFixtures.ended("sandbox", 0));
        var silent = new PodStatusBuilder().withPhase("Failed");

        assertThat(observe(ended)).isEqualTo(new PodFacts.Gone(4, false, OptionalInt.of(20), true));
        assertThat(observe(silent)).isEqualTo(new PodFacts.Gone(4, false, OptionalInt.empty(), false));
    }

    /** It may have ended while it still waited for the pod before it to fall silent. */
    @Test
    void aPodWhosePredecessorMayStillSendProvesNothingByItsEnd() {
        var ended = new PodStatusBuilder()
                .withPhase("Failed")
                .withContainerStatuses(PodFixtures.ended("broker", 20))
                .withInitContainerStatuses(PodFixtures.ended("sandbox", 0));
        var pod = PodFixtures.pod(4, ended.build());
        pod.getSpec().getContainers().getFirst().getEnv().getFirst().setValue("false");

        assertThat(PodObservation.of(pod, NOW)).isEqualTo(new PodFacts.Gone(4, false, OptionalInt.of(20), false));
    }

    @Test
    void aBrokerThatFoundAnotherOfItsEpochIsNoProofOfThatOnesEnd() {
        var ended = new PodStatusBuilder()
                .withPhase("Failed")
                .withContainerStatuses(PodFixtures.ended("broker", 10))
                .withInitContainerStatuses(PodFixtures.ended("sandbox", 0));

        assertThat(observe(ended)).isEqualTo(new PodFacts.Gone(4, false, OptionalInt.of(10), false));
    }

    @Test
    void aPodThatWasToBeGoneByNowTakesNoPlace() {
        var pod = PodFixtures.pod(4, running().build());
        assertThat(PodObservation.occupies(pod, NOW)).isTrue();
        pod.getMetadata().setDeletionTimestamp(PodFixtures.FINISHED);

        assertThat(PodObservation.occupies(pod, NOW)).isTrue();
        assertThat(PodObservation.occupies(pod, NOW.plusSeconds(60))).isFalse();
    }

    @Test
    void aPodThatIsBeingDeletedIsLostThoughItsContainersRun() {
        var pod = PodFixtures.pod(4, running().build());
        pod.getMetadata().setDeletionTimestamp(PodFixtures.FINISHED);

        assertThat(PodObservation.of(pod, NOW)).isEqualTo(new PodFacts.Gone(4, false, OptionalInt.empty(), false));
    }

    @Test
    void anEvictedPodIsLostAndNobodysFault() {
        var status = running()
                .addNewCondition()
                .withType("DisruptionTarget")
                .withStatus("True")
                .endCondition();

        assertThat(observe(status)).isEqualTo(new PodFacts.Gone(4, true, OptionalInt.empty(), false));
    }

    @Test
    void notReadyForHalfAMinuteIsLost() {
        var status = running()
                .addNewCondition()
                .withType("Ready")
                .withStatus("False")
                .withLastTransitionTime(PodFixtures.FINISHED)
                .endCondition();
        var pod = PodFixtures.pod(4, status.build());
        var since = Instant.parse(PodFixtures.FINISHED);

        assertThat(PodObservation.of(pod, since.plusSeconds(29))).isInstanceOf(PodFacts.Working.class);
        assertThat(PodObservation.of(pod, since.plusSeconds(31))).isInstanceOf(PodFacts.Gone.class);
        assertThat(PodObservation.mayHaveComeBack(pod, since.plusSeconds(29))).isFalse();
        assertThat(PodObservation.mayHaveComeBack(pod, since.plusSeconds(31))).isTrue();
        pod.getMetadata().setDeletionTimestamp(PodFixtures.FINISHED);
        assertThat(PodObservation.mayHaveComeBack(pod, since.plusSeconds(31))).isFalse();
    }

    @Test
    void whatKeepsAPodFromStartingIsACondition() {
        var pulling = new PodStatusBuilder()
                .withContainerStatuses(PodFixtures.waiting("broker", "ImagePullBackOff", "no such image"));
        var unscheduled = new PodStatusBuilder()
                .addNewCondition()
                .withType("PodScheduled")
                .withStatus("False")
                .withReason("Unschedulable")
                .withMessage("0/1 nodes are available")
                .endCondition();

        assertThat(problem(observe(pulling)).reason()).isEqualTo(Reason.IMAGE_PULL_FAILED);
        assertThat(problem(observe(pulling)).message()).isEqualTo("container broker: ImagePullBackOff: no such image");
        assertThat(problem(observe(unscheduled)).reason()).isEqualTo(Reason.UNSCHEDULABLE);
    }

    private static PodFacts.Problem problem(PodFacts facts) {
        return ((PodFacts.Coming) facts).problem().orElseThrow();
    }

    private static PodStatusBuilder running() {
        return new PodStatusBuilder().withPhase("Running").withContainerStatuses(PodFixtures.running("broker"));
    }

    private static PodFacts observe(PodStatusBuilder status) {
        Pod pod = PodFixtures.pod(4, status.build());
        return PodObservation.of(pod, NOW);
    }
}
