/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.sandbox.engine;

/** The text is no cell; the message shows the place with a caret. */
public final class CellSyntaxException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String name;
    private final int line;

    public CellSyntaxException(String name, String message, int line) {
        super(message);
        this.name = name;
        this.line = line;
    }

    /** Name of the guest's error class. */
    public String name() {
        return name;
    }

    /** From 1; 0 when there is none. */
    public int line() {
        return line;
    }
}
