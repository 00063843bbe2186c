/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.journal;

import dev.dormouse.wire.state.JournalRecord;
import dev.dormouse.wire.state.JournalRecord.CallSite;
import dev.dormouse.wire.state.JournalRecord.Claimed;
import dev.dormouse.wire.state.JournalRecord.Discarded;
import dev.dormouse.wire.state.JournalRecord.Settled;
import dev.dormouse.wire.state.JournalRecord.StepEnded;
import dev.dormouse.wire.state.JournalRecord.StepStarted;
import dev.dormouse.wire.state.JournalRecord.Unsent;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the journal holds of one step, in the shape that a replay asks for.
 *
 * @param start index of the step's first record in the journal
 * @param settlements in order of {@code k}, without gaps
 * @param open claims without a settlement, by call: in doubt in a new pod
 * @param claims number of calls whose claim stands: settled, or in {@code open}
 */
public record StepHistory(
        int start,
        StepStarted started,
        List<Settled> settlements,
        Map<Integer, Claimed> open,
        int claims,
        Optional<StepEnded> ended) {

    /** The calls that the journal knows of, each as it was made. */
    public Map<Integer, CallSite> sites() {
        var sites = new LinkedHashMap<Integer, CallSite>();
        settlements.forEach(each -> sites.put(each.site().n(), each.site()));
        open.values().forEach(each -> sites.put(each.site().n(), each.site()));
        return sites;
    }

    /**
     * Splits a journal into its steps, without those whose changes were discarded.
     *
     * @throws IllegalStateException when the records can't have been written by a broker
     */
    public static List<StepHistory> of(List<JournalRecord> records) {
        var steps = new ArrayList<StepHistory>();
        Reading current = null;
        for (int i = 0; i < records.size(); i++) {
            if (records.get(i) instanceof StepStarted started) {
                if (current != null) {
                    steps.add(current.done());
                }
                current = new Reading(i, started);
            } else if (current == null) {
                throw new IllegalStateException("the journal does not begin with the start of a step");
            } else if (records.get(i) instanceof Discarded) {
                current = null;
            } else {
                current.read(records.get(i));
            }
        }
        if (current != null) {
            steps.add(current.done());
        }
        return steps;
    }

    /** One pass over the records of a step. */
    private static final class Reading {
        private final int start;
        private final StepStarted started;
        private final List<Settled> settlements = new ArrayList<>();
        private final Map<Integer, Claimed> open = new LinkedHashMap<>();
        private final Set<Integer> claims = new HashSet<>();
        private @Nullable StepEnded ended;

        Reading(int start, StepStarted started) {
            this.start = start;
            this.started = started;
        }

        void read(JournalRecord next) {
            switch (next) {
                case StepStarted unexpected -> throw new IllegalStateException("a step within a step: " + unexpected);
                case Claimed claim -> {
                    claims.add(claim.site().n());
                    open.put(claim.site().n(), claim);
                }
                case Unsent(int n) -> {
                    claims.remove(n);
                    open.remove(n);
                }
                case Settled settled -> {
                    if (settled.k() != settlements.size() + 1) {
                        throw new IllegalStateException("settlement " + settled.k() + " out of order");
                    }
                    open.remove(settled.site().n());
                    settlements.add(settled);
                }
                case StepEnded end -> ended = end;
                case Discarded _ -> throw new IllegalStateException("a discarded step has no history");
            }
        }

        StepHistory done() {
            return new StepHistory(
                    start,
                    started,
                    List.copyOf(settlements),
                    Map.copyOf(open),
                    claims.size(),
                    Optional.ofNullable(ended));
        }
    }
}
