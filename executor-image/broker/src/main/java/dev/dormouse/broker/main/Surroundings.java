/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.main;

import dev.dormouse.broker.blob.PartStore;
import dev.dormouse.broker.secrets.Keyring;
import dev.dormouse.broker.session.StoreLimits;
import dev.dormouse.broker.state.StateStore;
import dev.dormouse.broker.task.TaskSource;
import java.nio.file.Path;

/**
 * Where a broker works.
 *
 * @param socket on which it listens for its sandbox
 * @param epoch of this pod, or of this run
 * @param parts of blobs, beside the state in the store
 * @param limits of store and parts
 * @param predecessorGone whether the earlier broker is known to have ended
 */
record Surroundings(
        TaskSource source,
        StateStore store,
        PartStore parts,
        StoreLimits limits,
        Keyring keyring,
        Path socket,
        long epoch,
        boolean predecessorGone) {}
