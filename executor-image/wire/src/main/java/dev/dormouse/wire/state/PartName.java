/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.wire.state;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Names one object that holds bytes of a task beside its state. A name is given out once: no other epoch has it, and no
 * other bytes ever stand under it.
 *
 * @param epoch that asked for it
 * @param n of that epoch, from 1
 */
public record PartName(long epoch, long n) {
    public static final Comparator<PartName> ORDER =
            Comparator.comparingLong(PartName::epoch).thenComparingLong(PartName::n);

    private static final Pattern TEXT = Pattern.compile("([1-9][0-9]{0,17})-([1-9][0-9]{0,17})");
    private static final String BLOB = "-blob-";

    /** As it stands in a head, {@code 3-17}; {@link IllegalArgumentException} when it isn't one. */
    @JsonCreator
    public static PartName of(String text) {
        var matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not the name of a part: " + text);
        }
        return new PartName(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2)));
    }

    /** The part that a ConfigMap of this name is, if it is one of this task. */
    public static Optional<PartName> ofConfigMap(String task, String name) {
        if (!name.startsWith(task + BLOB)) {
            return Optional.empty();
        }
        var text = name.substring(task.length() + BLOB.length());
        return TEXT.matcher(text).matches() ? Optional.of(of(text)) : Optional.empty();
    }

    /** Name of its ConfigMap. */
    public String configMap(String task) {
        return task + BLOB + this;
    }

    @Override
    @JsonValue
    public String toString() {
        return epoch + "-" + n;
    }
}
