/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.wire.frame;

import java.io.IOException;

/** The peer sent something that is no frame; the connection is of no further use. */
public final class MalformedFrameException extends IOException {
    private static final long serialVersionUID = 1L;

    public MalformedFrameException(String message) {
        super(message);
    }

    public MalformedFrameException(String message, Throwable cause) {
        super(message, cause);
    }
}
