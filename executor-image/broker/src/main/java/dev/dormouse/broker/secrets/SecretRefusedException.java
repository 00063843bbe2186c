/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.secrets;

import dev.dormouse.crds.v1alpha1.Reason;

/** A credential that is not sent. The message names Secret, key and remedy, never a value. */
public final class SecretRefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    SecretRefusedException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }

    /** The message, which there always is. */
    public String why() {
        return String.valueOf(getMessage());
    }
}
