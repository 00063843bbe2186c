/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.sandbox.engine;

/**
 * Finds out what a cell declares at its top level and where its last expression stands. The engine's own parser does
 * this, so that no text can mean one thing here and another when it runs; it is no public API of the engine, hence this
 * interface.
 */
public interface CellParser {
    /** @throws CellSyntaxException with line and caret, when the text is no cell */
    ParsedCell parse(String code);
}
