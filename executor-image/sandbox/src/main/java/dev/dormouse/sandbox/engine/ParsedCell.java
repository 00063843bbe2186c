/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.sandbox.engine;

import java.util.List;
import java.util.OptionalInt;

/**
 * @param bindings names declared at the top level, in order
 * @param lastExpression offset at which the last statement begins, when that is an expression
 * @param strict whether the cell opens with the directive "use strict"
 */
public record ParsedCell(List<String> bindings, OptionalInt lastExpression, boolean strict) {
    public ParsedCell {
        bindings = List.copyOf(bindings);
    }
}
