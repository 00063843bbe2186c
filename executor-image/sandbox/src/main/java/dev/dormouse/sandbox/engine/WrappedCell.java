/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.sandbox.engine;

import java.util.Set;

/**
 * The text of a cell as the engine runs it: unchanged, on its own lines, inside an async function that first publishes
 * the cell's bindings as accessors of the global and that returns the last expression.
 *
 * @param prologue length of what stands before the cell's own text
 */
record WrappedCell(String text, int prologue) {
    /** Names that code reads everywhere; a variable of that name would hide them from all later turns. */
    private static final Set<String> RESERVED = Set.of("tools", "inputs", "task", "print", "ToolError");

    static WrappedCell of(String code, ParsedCell cell) {
        var taken = cell.bindings().stream().filter(RESERVED::contains).findFirst();
        if (taken.isPresent()) {
            throw new CellSyntaxException(
                    "SyntaxError", "the name " + taken.get() + " is taken by the runtime; choose another", 0);
        }
        var text = new StringBuilder("(dormouse$publish) => async function () { ");
        if (cell.strict()) {
            text.append("'use strict'; ");
        }
        publish(cell, text);
        int prologue = text.length();
        int last = cell.lastExpression().orElse(code.length());
        text.append(code, 0, last);
        if (last < code.length()) {
            text.append("return ").append(code, last, code.length());
        }
        return new WrappedCell(text.append("\n}").toString(), prologue);
    }

    private static void publish(ParsedCell cell, StringBuilder text) {
        if (cell.bindings().isEmpty()) {
            return;
        }
        text.append("dormouse$publish(");
        for (var name : cell.bindings()) {
            text.append('\'').append(name).append("', () => ").append(name);
            text.append(", dormouse$value => { ").append(name).append(" = dormouse$value }, ");
        }
        text.append("); ");
    }
}
