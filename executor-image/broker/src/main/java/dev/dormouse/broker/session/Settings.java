/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.session;

import dev.dormouse.broker.gateway.Clocks;
import java.time.Duration;

/**
 * What this broker is, as opposed to what the task says.
 *
 * @param epoch of this pod
 * @param instance unique id of this process
 * @param sandboxPatience time for a sandbox to come, to come back, and to answer what it does on its own
 * @param predecessorGone whether the earlier pod's containers are known to have ended; else it may still be sending
 */
public record Settings(long epoch, String instance, boolean predecessorGone, Duration sandboxPatience, Clocks clocks) {}
