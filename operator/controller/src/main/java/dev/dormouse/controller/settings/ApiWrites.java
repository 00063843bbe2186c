/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.controller.settings;

import io.micrometer.core.instrument.MeterRegistry;

/** Counts the controller's writes to the API server, Events apart: they are what a task costs a cluster. */
public final class ApiWrites {
    private final MeterRegistry meters;

    public ApiWrites(MeterRegistry meters) {
        this.meters = meters;
    }

    /** @param kind with its subresource, e.g. {@code AgentTask/status} */
    public void count(String verb, String kind) {
        meters.counter("dormouse.api.writes", "verb", verb, "kind", kind).increment();
    }
}
