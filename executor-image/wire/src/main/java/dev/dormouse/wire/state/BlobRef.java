/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.wire.state;

import java.util.List;

/**
 * Bytes that stand beside the state, because they are too many for it.
 *
 * @param digest SHA-256 of all of them, hex: other bytes under these names are not what was stored
 * @param bytes how many there are
 * @param parts where they stand, in order
 */
public record BlobRef(String digest, long bytes, List<PartName> parts) {
    public BlobRef {
        parts = List.copyOf(parts);
    }
}
