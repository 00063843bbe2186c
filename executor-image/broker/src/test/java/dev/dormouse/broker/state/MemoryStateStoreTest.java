/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.state;

import dev.dormouse.wire.state.TaskState;

class MemoryStateStoreTest extends StateStoreContract {
    @Override
    StateStore storeWith(TaskState initial) {
        return new MemoryStateStore(initial);
    }
}
