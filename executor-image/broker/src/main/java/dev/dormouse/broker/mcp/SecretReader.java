/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.mcp;

import dev.dormouse.broker.model.ToolServer.ServerUnavailableException;
import dev.dormouse.crds.plan.ServerPlan.SecretKey;

/** Where the values of Secrets are. Asked anew for each session with a server, since mounted files change. */
@FunctionalInterface
public interface SecretReader {
    /**
     * The value without a trailing line end; never empty.
     *
     * @throws ServerUnavailableException naming secret and key, never a value
     */
    String read(SecretKey key) throws ServerUnavailableException;
}
