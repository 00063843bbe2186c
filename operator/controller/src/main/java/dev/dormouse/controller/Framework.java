/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.controller;

import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.javaoperatorsdk.operator.api.config.InformerStoppedHandler;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfiguration;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfigurationBuilder;
import io.quarkus.arc.Unremovable;
import io.quarkus.runtime.Quarkus;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the framework is told. As beans, for with a ConfigurationServiceCustomizer it has clients of its own, which don't
 * read as {@link dev.dormouse.controller.settings.Reading} says.
 */
@Singleton
public final class Framework {
    private static final Logger LOG = LoggerFactory.getLogger(Framework.class);
    private static final String LEASE = "dormouse-operator";

    /**
     * One operator leads at a time, by a Lease in its own namespace. Two that both lead would only do work twice: every
     * write of theirs is conditional.
     */
    @Produces
    @Dependent
    @Nullable
    LeaderElectionConfiguration lead() {
        return lead(System.getenv());
    }

    private static @Nullable LeaderElectionConfiguration lead(Map<String, String> environment) {
        return Boolean.parseBoolean(environment.getOrDefault("DORMOUSE_LEADER_ELECTION", "false"))
                ? LeaderElectionConfigurationBuilder.aLeaderElectionConfiguration(LEASE)
                        .withLeaseNamespace(environment.getOrDefault("DORMOUSE_OPERATOR_NAMESPACE", "default"))
                        .withIdentity(environment.getOrDefault("HOSTNAME", "operator"))
                        .withLeaseDuration(Duration.ofSeconds(15))
                        .withRenewDeadline(Duration.ofSeconds(10))
                        .withRetryPeriod(Duration.ofSeconds(2))
                        .build()
                : null;
    }

    /** An operator that no longer hears of its objects makes room for another; who never did is tried again. */
    @Produces
    @Singleton
    @Unremovable
    InformerStoppedHandler stopped() {
        return Framework::stopped;
    }

    private static void stopped(SharedIndexInformer<?> informer, @Nullable Throwable why) {
        if (why != null && informer.hasSynced()) {
            LOG.error("the watch of {} ended, and the operator ends with it", informer.getApiTypeClass(), why);
            Quarkus.asyncExit(1);
        }
    }
}
