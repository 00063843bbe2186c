/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.session;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A stream that fails where it is longer than it may be. */
final class Bounded extends FilterInputStream {
    private long left;

    Bounded(InputStream in, long most) {
        super(in);
        left = most;
    }

    @Override
    public int read() throws IOException {
        return counted(in.read(), 1);
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int read = in.read(buffer, offset, length);
        return counted(read, read);
    }

    private int counted(int read, int bytes) throws IOException {
        if (read >= 0) {
            left -= bytes;
        }
        if (left < 0) {
            throw new TooMuchException();
        }
        return read;
    }

    static final class TooMuchException extends IOException {
        private static final long serialVersionUID = 1L;

        TooMuchException() {
            super("longer than it may be");
        }
    }
}
