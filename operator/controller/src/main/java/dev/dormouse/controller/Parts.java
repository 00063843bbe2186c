/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.controller;

import dev.dormouse.controller.settings.Acceptance;
import dev.dormouse.controller.settings.ApiWrites;
import dev.dormouse.controller.settings.Reading;
import dev.dormouse.controller.settings.Settings;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;

/** Makes the parts that the reconcilers are given, out of the environment. */
@Singleton
public final class Parts {
    @Produces
    @Singleton
    Settings settings() {
        return Settings.from(System.getenv());
    }

    @Produces
    @Singleton
    Clock clock() {
        return Clock.systemUTC();
    }

    /** Instead of the one that Quarkus makes. */
    @Produces
    @Singleton
    KubernetesSerialization reading() {
        return Reading.everything();
    }

    @Produces
    @Singleton
    Acceptance acceptance(KubernetesClient client, MeterRegistry meters, Clock clock) {
        return new Acceptance(client, new ApiWrites(meters), clock);
    }
}
