/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.sandbox.confine;

/** This process could not be confined, so it must not run what nobody trusts. The message is for who runs the cluster. */
public final class UnconfinedException extends Exception {
    private static final long serialVersionUID = 1L;

    UnconfinedException(String message) {
        super(message);
    }
}
