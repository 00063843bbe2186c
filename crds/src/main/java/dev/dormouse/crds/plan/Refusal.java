/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.crds.plan;

import dev.dormouse.crds.v1alpha1.Reason;
import java.io.Serial;
import java.util.HashSet;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Carries the first bad field out of a parser; never leaves this package. */
final class Refusal extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    private final String field;
    private final Reason reason;

    Refusal(String field, Reason reason, String message) {
        super(message, null, false, false);
        this.field = field;
        this.reason = reason;
    }

    static <T> Parsed<T> parsed(Supplier<T> parser) {
        try {
            return new Parsed.Accepted<>(parser.get());
        } catch (Refusal refusal) {
            return new Parsed.Rejected<>(refusal.field, refusal.reason, String.valueOf(refusal.getMessage()));
        }
    }

    /** @return {@code value}, which is there */
    static <T> T present(@Nullable T value, String field) {
        if (value == null) {
            throw new Refusal(field, Reason.MISSING_FIELD, "is missing; add it");
        }
        return value;
    }

    static <T> List<T> list(@Nullable List<T> values) {
        return values == null ? List.of() : List.copyOf(values);
    }

    static void exactlyOne(@Nullable Object one, @Nullable Object other, String field, String message) {
        if ((one == null) == (other == null)) {
            throw new Refusal(field, Reason.EXACTLY_ONE_OF, message);
        }
    }

    /** @param field of the list */
    static void distinct(List<String> names, String field) {
        var seen = new HashSet<String>();
        for (var name : names) {
            if (!seen.add(name)) {
                throw new Refusal(field, Reason.INVALID_FIELD, "has two entries named " + name + "; rename one");
            }
        }
    }
}
