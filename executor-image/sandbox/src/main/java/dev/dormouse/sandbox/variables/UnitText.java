/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.sandbox.variables;

import dev.dormouse.sandbox.variables.Snapshot.Binding;
import dev.dormouse.sandbox.variables.Snapshot.Form;
import dev.dormouse.sandbox.variables.Snapshot.FunctionText;
import dev.dormouse.sandbox.variables.Snapshot.Unit;
import java.util.function.Predicate;

/**
 * The program that makes a unit's functions again, in a scope that has the unit's bindings: a generator that first
 * publishes the bindings and hands out the functions, and then, once the objects exist, initialises the bindings.
 */
final class UnitText {
    private final StringBuilder text = new StringBuilder();
    private final Unit unit;
    private final Predicate<Binding> early;
    private int prologue;

    /** @param early which bindings are set before the others, because a class may extend them */
    UnitText(Unit unit, Predicate<Binding> early) {
        this.unit = unit;
        this.early = early;
        text.append("(dormouse$publish, dormouse$take) => function* () { ");
        publish();
        prologue = text.length();
        text.append("yield [\n");
        unit.functions().forEach(this::thunk);
        text.append("];\n");
        for (var binding : unit.bindings()) {
            var declared = early.test(binding) ? "" : binding.constant() ? "const " : "";
            text.append(declared + binding.name() + " = dormouse$take('" + binding.name() + "');\n");
        }
        text.append("}");
    }

    String text() {
        return text.toString();
    }

    int prologue() {
        return prologue;
    }

    private void publish() {
        for (var binding : unit.bindings()) {
            if (early.test(binding) || !binding.constant()) {
                text.append("let ").append(binding.name()).append("; ");
            }
        }
        text.append("dormouse$publish(");
        for (var binding : unit.bindings()) {
            var name = binding.name();
            text.append("'" + name + "', () => " + name + ", dormouse$value => { " + name + " = dormouse$value }, ");
        }
        text.append("); ");
    }

    /** A method stands in an object literal of its own. */
    private void thunk(FunctionText function) {
        boolean method = function.form() != Form.EXPRESSION && function.form() != Form.CLASS;
        var expression = method ? "{ " + function.text() + " }" : function.text();
        text.append("() => ");
        text.append(function.strict() ? "{ 'use strict'; return (" + expression + "); }" : "(" + expression + ")");
        text.append(",\n");
    }
}
