/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.secrets;

import dev.dormouse.crds.plan.ServerPlan.SecretKey;
import java.io.IOException;
import java.util.Optional;

/** Where Secrets stand. Asked anew before each send, since they change under a running pod. */
@FunctionalInterface
public interface SecretSource {
    /**
     * @return the key's content as it is now; empty when there is no such Secret or key
     * @throws IOException when that can't be known
     */
    Optional<String> content(SecretKey key) throws IOException;
}
