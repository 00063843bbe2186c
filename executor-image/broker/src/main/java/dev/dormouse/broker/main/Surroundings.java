/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.main;

import dev.dormouse.broker.secrets.Keyring;
import dev.dormouse.broker.state.StateStore;
import dev.dormouse.broker.task.TaskSource;
import java.nio.file.Path;

/**
 * Where a broker works.
 *
 * @param socket on which it listens for its sandbox
 * @param epoch of this pod, or of this run
 * @param capacity bytes that the store can hold
 * @param predecessorGone whether the earlier broker is known to have ended
 */
record Surroundings(
        TaskSource source,
        StateStore store,
        Keyring keyring,
        Path socket,
        long epoch,
        long capacity,
        boolean predecessorGone) {}
