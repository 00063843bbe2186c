/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.controller;

import io.javaoperatorsdk.operator.api.config.ConfigurationServiceOverrider;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfigurationBuilder;
import io.quarkiverse.operatorsdk.runtime.api.ConfigurationServiceCustomizer;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;

/**
 * One operator leads at a time, by a Lease in its own namespace. Two that both lead would only do work twice: every
 * write of theirs is conditional.
 */
@Singleton
public final class Framework implements ConfigurationServiceCustomizer {
    private static final String LEASE = "dormouse-operator";

    @Override
    public Consumer<ConfigurationServiceOverrider> overrider() {
        return overrider -> lead(overrider, System.getenv());
    }

    private static void lead(ConfigurationServiceOverrider overrider, Map<String, String> environment) {
        if (Boolean.parseBoolean(environment.getOrDefault("DORMOUSE_LEADER_ELECTION", "false"))) {
            overrider.withLeaderElectionConfiguration(
                    LeaderElectionConfigurationBuilder.aLeaderElectionConfiguration(LEASE)
                            .withLeaseNamespace(environment.getOrDefault("DORMOUSE_OPERATOR_NAMESPACE", "default"))
                            .withIdentity(environment.getOrDefault("HOSTNAME", "operator"))
                            .withLeaseDuration(Duration.ofSeconds(15))
                            .withRenewDeadline(Duration.ofSeconds(10))
                            .withRetryPeriod(Duration.ofSeconds(2))
                            .build());
        }
    }
}
