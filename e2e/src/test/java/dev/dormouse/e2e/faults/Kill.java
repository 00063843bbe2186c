/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.e2e.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dormouse.e2e.node.Node;
import dev.dormouse.e2e.node.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.awaitility.Awaitility;

/**
 * One task of the sample and what is done to it: the victim is struck a while after so many of the 40 effects were asked
 * for.
 *
 * @param delay less than an effect takes, so that all its moments get hit
 */
record Kill(long seed, Victim victim, int moment, Duration delay) {
    private static final int EFFECTS = 40;
    private static final Duration PATIENCE = Duration.ofSeconds(360);
    private static final Duration LOOK = Duration.ofMillis(100);

    /** What became of it. */
    record Outcome(
            Kill kill, String hit, int askedBefore, String phase, long epoch, List<String> doubtful, Marks marks) {
        @Override
        public String toString() {
            return "seed %d: %s after %d effects and %d ms, hit %s after %d: %s, epoch %d, %d mails, %d entries, %d in doubt"
                    .formatted(
                            kill.seed,
                            kill.victim,
                            kill.moment,
                            kill.delay.toMillis(),
                            hit,
                            askedBefore,
                            phase,
                            epoch,
                            marks.mails.size(),
                            marks.log.size(),
                            doubtful.size());
        }

        /** Promises 1 and 2. */
        void check() {
            assertThat(phase).as(toString()).isIn("Completed", "AwaitingDecision");
            assertThat(marks.mails).as(toString()).doesNotHaveDuplicates();
            assertThat(marks.log).as(toString()).doesNotHaveDuplicates();
            assertThat(marks.asked).as("sent twice; " + this).doesNotHaveDuplicates();
            if (phase.equals("Completed")) {
                assertThat(marks.mails).as(toString()).hasSize(EFFECTS / 2);
                assertThat(marks.log).as(toString()).hasSize(EFFECTS / 2);
            } else {
                assertThat(doubtful).as("names the calls; " + this).isNotEmpty();
                assertThat(kill.victim.sparesBroker)
                        .as("doubt without a reason; " + this)
                        .isFalse();
            }
        }
    }

    /** What the servers have of the task in the end. */
    record Marks(List<String> mails, List<String> log, List<String> asked) {}

    static Kill random(long seed, Victim victim, int latencyMillis) {
        var random = new Random(seed);
        return new Kill(seed, victim, random.nextInt(EFFECTS), Duration.ofMillis(random.nextInt(latencyMillis)));
    }

    Outcome run(Effects effects) {
        var task = effects.apply(Node.unique("kill"));
        awaitMoment(effects, task);
        int before = effects.asked(task.name()).size();
        var hit = victim.strike(task);
        var phase = Awaitility.await("an end of " + task.name() + " after " + this)
                .atMost(PATIENCE)
                .pollInterval(LOOK)
                .ignoreExceptions()
                .until(task::phase, Kill::isEnd);
        var outcome = new Outcome(this, hit, before, phase, task.epoch(), Doubt.namedBy(task), marks(effects, task));
        task.delete();
        return outcome;
    }

    private void awaitMoment(Effects effects, Task task) {
        Awaitility.await("effect " + moment + " of " + task.name())
                .atMost(PATIENCE)
                .pollInterval(LOOK)
                .ignoreExceptions()
                .until(() -> isEnd(task.phase()) || isMoment(effects, task));
    }

    private boolean isMoment(Effects effects, Task task) {
        var asked = effects.asked(task.name());
        if (asked.size() < moment) {
            return false;
        }
        return asked.isEmpty() ? Victim.newestPod(task).isPresent() : ago(asked.get(Math.max(0, moment - 1)));
    }

    private boolean ago(JsonNode asked) {
        return Instant.parse(asked.path("time").asText()).plus(delay).isBefore(Instant.now());
    }

    private static boolean isEnd(String phase) {
        return List.of("Completed", "Failed", "AwaitingDecision", "Cancelled").contains(phase);
    }

    private static Marks marks(Effects effects, Task task) {
        return new Marks(
                effects.mails(task.name()),
                effects.log(task.name()),
                effects.asked(task.name()).stream()
                        .map(row -> row.path("arguments").asText())
                        .toList());
    }
}
