/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.sandbox.variables;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;

/** The texts that this session evaluated: every function that can be captured stands in one of them. */
public final class Units {
    private final Map<String, Unit> units = new HashMap<>();
    private int evaluated;

    Units() {}

    /**
     * A source for the text, under a name that no other unit has.
     *
     * @param prologue length of the part before the guest's own text
     */
    public Source add(String name, String text, int prologue) {
        evaluated++;
        var unique = units.containsKey(name) ? name + "#" + evaluated : name;
        units.put(unique, new Unit(text, prologue));
        return Source.newBuilder("js", text, unique).buildLiteral();
    }

    /** The unit that a function stands in; empty for functions of the language, of the runtime, and of eval. */
    Optional<String> of(Value function) {
        var section = function.getSourceLocation();
        return section == null
                ? Optional.empty()
                : Optional.of(section.getSource().getName()).filter(units::containsKey);
    }

    UnitScopes scopes(String unit) {
        return get(unit).scopes();
    }

    String text(String unit) {
        return get(unit).text;
    }

    /** Whether the function is the runtime's own, which publishes a binding. */
    boolean publishes(Value function) {
        var section = function.getSourceLocation();
        return of(function)
                .map(unit -> section.getCharEndIndex() <= get(unit).prologue)
                .orElse(false);
    }

    private Unit get(String name) {
        var unit = units.get(name);
        if (unit == null) {
            throw new IllegalArgumentException("no unit " + name);
        }
        return unit;
    }

    private static final class Unit {
        private final String text;
        private final int prologue;
        private Optional<UnitScopes> scopes = Optional.empty();

        private Unit(String text, int prologue) {
            this.text = text;
            this.prologue = prologue;
        }

        private UnitScopes scopes() {
            if (scopes.isEmpty()) {
                scopes = Optional.of(UnitScopes.of(text));
            }
            return scopes.get();
        }
    }
}
