/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.sandbox.variables;

/** One slot of the object graph: a primitive, or a reference into a table of the {@link Snapshot}. */
sealed interface Datum {
    enum Word implements Datum {
        UNDEFINED,
        NULL,
        TRUE,
        FALSE,
        /** No value at all, as in a sparse array. */
        HOLE
    }

    record Int(int value) implements Datum {}

    record Real(double value) implements Datum {}

    record Text(String value) implements Datum {}

    record Big(String digits) implements Datum {}

    record Ref(int object) implements Datum {}

    record Sym(int symbol) implements Datum {}

    /** An object of the language or of the runtime, found again by its path. */
    record Root(String path) implements Datum {}

    /** A function of the language that is a property of a root. */
    record Builtin(String path) implements Datum {}

    /** {@code tools}, one of its servers or one of its functions. */
    record Tool(String path) implements Datum {}
}
