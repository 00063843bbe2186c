/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.crds.conditions;

import dev.dormouse.crds.v1alpha1.Condition;
import dev.dormouse.crds.v1alpha1.ConditionType;
import dev.dormouse.crds.v1alpha1.Reason;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The conditions of one object at one generation, merged over those that stood there before. */
public final class Conditions {
    private static final int MAX_MESSAGE = 4096;

    private final List<Condition> previous;
    private final long generation;
    private final Clock clock;

    public Conditions(List<Condition> previous, long generation, Clock clock) {
        this.previous = List.copyOf(previous);
        this.generation = generation;
        this.clock = clock;
    }

    /** What is said of one type. */
    public record Said(ConditionType type, Status status, Reason reason, String message) {
        public static Said yes(ConditionType type, Reason reason, String message) {
            return new Said(type, Status.TRUE, reason, message);
        }

        public static Said no(ConditionType type, Reason reason, String message) {
            return new Said(type, Status.FALSE, reason, message);
        }

        public static Said unknown(ConditionType type, Reason reason, String message) {
            return new Said(type, Status.UNKNOWN, reason, message);
        }
    }

    /** Three-valued: what isn't known never passes as known. */
    public enum Status {
        TRUE("True"),
        FALSE("False"),
        UNKNOWN("Unknown");

        private final String text;

        Status(String text) {
            this.text = text;
        }
    }

    /**
     * A fresh list: what is said now, in that order, then what stood there of other types, untouched.
     * {@code lastTransitionTime} stays where the status did, so that saying the same again changes nothing.
     */
    public List<Condition> merge(List<Said> now) {
        var merged = new ArrayList<Condition>();
        now.forEach(said -> merged.add(condition(said)));
        previous.stream()
                .filter(old -> now.stream().noneMatch(said -> said.type().text().equals(old.type())))
                .forEach(merged::add);
        return List.copyOf(merged);
    }

    /** The condition of a type, if there is one. */
    public static Optional<Condition> find(List<Condition> conditions, ConditionType type) {
        return conditions.stream()
                .filter(condition -> condition.type().equals(type.text()))
                .findFirst();
    }

    private Condition condition(Said said) {
        var time = find(previous, said.type())
                .filter(old -> old.status().equals(said.status().text))
                .map(Condition::lastTransitionTime)
                .orElseGet(() -> clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
        return new Condition(
                said.type().text(),
                said.status().text,
                generation,
                time,
                said.reason().text(),
                cut(said.message()));
    }

    private static String cut(String message) {
        return message.length() <= MAX_MESSAGE ? message : message.substring(0, MAX_MESSAGE - 1) + "…";
    }
}
