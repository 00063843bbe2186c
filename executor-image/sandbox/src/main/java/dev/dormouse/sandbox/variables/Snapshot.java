/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.sandbox.variables;

import java.util.List;

/**
 * The variables of a session as a value: a graph of objects, and the texts that its functions come from.
 *
 * @param units one for each cell, or earlier restore, whose bindings or functions are still in use
 * @param globals properties of the global that no declaration made
 */
record Snapshot(List<Unit> units, List<Property> globals, List<SymbolRecord> symbols, List<ObjectRecord> objects) {
    /** Functions of one unit see its bindings directly, whatever later cells declare under the same names. */
    record Unit(List<Binding> bindings, List<FunctionText> functions) {}

    record Binding(String name, boolean constant, Datum value) {}

    /** @param strict whether it stood in strict code */
    record FunctionText(String text, Form form, boolean strict) {}

    /** How a function's text stands in a program. */
    enum Form {
        EXPRESSION,
        CLASS,
        METHOD,
        GETTER,
        SETTER
    }

    /** @param flags 1 writable, 2 enumerable, 4 configurable, 8 accessor (then value is the getter) */
    record Property(Datum key, int flags, Datum value, Datum setter) {
        boolean accessor() {
            return (flags & 8) != 0;
        }
    }

    record SymbolRecord(Identity identity, Datum text) {
        enum Identity {
            UNIQUE,
            REGISTERED,
            KNOWN
        }
    }

    sealed interface ObjectRecord {}

    /** Prototype {@code Object.prototype}, plain data properties only. */
    record Plain(List<String> keys, List<Datum> values) implements ObjectRecord {}

    /** An array without holes or other properties. */
    record Dense(List<Datum> items) implements ObjectRecord {}

    record Other(Kind kind, List<Datum> payload, Datum proto, boolean extensible, List<Property> properties)
            implements ObjectRecord {}

    /** A function that came with its class: getter, setter or value (0, 1, 2) of a property. */
    record Member(int owner, boolean ofPrototype, Datum key, int part) implements ObjectRecord {}

    enum Kind {
        OBJECT,
        ARRAY,
        MAP,
        SET,
        DATE,
        REGEXP,
        ERROR,
        BOXED,
        BUFFER,
        TYPED,
        VIEW,
        FUNCTION,
        /** The object that a function was born with as its {@code prototype}. */
        PROTOTYPE
    }
}
