/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.controller.agenttask;

/** The task's state is such as neither broker nor controller leave it; it never works again. */
final class TamperedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** @param what is wrong with the state, as the end of a sentence */
    TamperedException(String what) {
        super(what);
    }

    StateFacts.Lost facts() {
        return StateFacts.tampered(String.valueOf(getMessage()));
    }
}
