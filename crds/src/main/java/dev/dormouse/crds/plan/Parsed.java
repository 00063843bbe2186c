/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.crds.plan;

import dev.dormouse.crds.v1alpha1.Reason;

/** What became of a resource: a plan that cannot be wrong, or the one field that keeps it from being one. */
public sealed interface Parsed<T> {
    record Accepted<T>(T plan) implements Parsed<T> {}

    /**
     * @param field path in the resource, e.g. {@code spec.turns[2].code}
     * @param message what is wrong and what to do, without the field
     */
    record Rejected<T>(String field, Reason reason, String message) implements Parsed<T> {
        /** For a condition or a terminal. */
        public String text() {
            return field + ": " + message;
        }
    }
}
