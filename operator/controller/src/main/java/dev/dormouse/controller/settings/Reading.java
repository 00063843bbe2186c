/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.controller.settings;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.dormouse.crds.v1alpha1.AgentRuntime;
import dev.dormouse.crds.v1alpha1.AgentTask;
import dev.dormouse.crds.v1alpha1.McpServer;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;

/**
 * How the operator reads what the API server says: all of it. An object that can't be read ends the watch of its whole
 * kind, in every namespace, and the operator with it. What is wrong with an object is for a parser to say.
 */
public final class Reading {
    private Reading() {}

    /** Read at once as what they are; a kind that isn't known becomes a map of maps first, which has no bottom. */
    public static KubernetesSerialization everything() {
        var reading = new KubernetesSerialization(mapper(), true);
        reading.registerKubernetesResource(AgentTask.class);
        reading.registerKubernetesResource(McpServer.class);
        reading.registerKubernetesResource(AgentRuntime.class);
        return reading;
    }

    /**
     * Without the limits that Jackson has by itself: on levels, on the length of a name or text, and on names that
     * collide in its table, which anybody can choose so. The API server has limits of its own: 10,000 levels, and what
     * etcd holds. Numbers need none: it writes each with 64 bits.
     */
    private static ObjectMapper mapper() {
        var constraints = StreamReadConstraints.builder()
                .maxNestingDepth(Integer.MAX_VALUE)
                .maxNameLength(Integer.MAX_VALUE)
                .maxStringLength(Integer.MAX_VALUE)
                .build();
        return JsonMapper.builder(JsonFactory.builder()
                        .streamReadConstraints(constraints)
                        .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
                        .build())
                .addMixIn(ObjectMeta.class, WithoutManagers.class)
                .build();
    }

    /** Who manages which field is as deep as the object, is of no use here, and stays as it is when it isn't written. */
    @JsonIgnoreProperties("managedFields")
    private interface WithoutManagers {}
}
