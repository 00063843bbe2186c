/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.e2e.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dormouse.e2e.faults.Kill.Outcome;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Promises 1, 2, 4 and 5 on a real node: pods, containers, processes, the operator and the API server are taken away at
 * random moments of the sample's 40 effects, several tasks at a time. {@code -Dfaults.kills=N} makes them more or fewer,
 * {@code -Dfaults.seed=N} gives the same victims and moments again.
 */
@Timeout(1200)
class RandomKillsTest {
    private static final int LATENCY_MILLIS = 1000;
    private static final int AT_A_TIME = 3;

    @Test
    void whateverIsKilledEveryMailAndEntryHappensOnceOrTheCallInDoubtIsNamed() throws Exception {
        // given
        long seed = Long.getLong("faults.seed", new Random().nextInt(1_000_000) * 1000L);
        int count = Integer.getInteger("faults.kills", 40);
        var victims = Victim.values();
        var kills = IntStream.range(0, count)
                .mapToObj(i -> Kill.random(seed + i, victims[i % victims.length], LATENCY_MILLIS))
                .toList();
        System.out.println("RandomKillsTest: -Dfaults.seed=" + seed + " -Dfaults.kills=" + count);
        // when
        var outcomes = run(kills);
        // then
        assertThat(outcomes).hasSameSizeAs(kills).allSatisfy(Outcome::check);
    }

    private static List<Outcome> run(List<Kill> kills) throws Exception {
        var effects = Effects.open(LATENCY_MILLIS);
        var outcomes = Collections.synchronizedList(new ArrayList<Outcome>());
        try (var lanes = Executors.newFixedThreadPool(AT_A_TIME)) {
            var all = kills.stream()
                    .map(kill -> lanes.submit(() -> {
                        var outcome = kill.run(effects);
                        System.out.println(outcome);
                        outcomes.add(outcome);
                    }))
                    .toList();
            for (var each : all) {
                each.get();
            }
        }
        return outcomes;
    }
}
