/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.controller.agenttask;

import dev.dormouse.crds.v1alpha1.AgentTask;
import dev.dormouse.wire.state.Head;
import dev.dormouse.wire.state.PartName;
import io.fabric8.kubernetes.api.model.ConfigMap;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What a head says of the ConfigMaps that stand beside it. Pure. The head may be an old one, and what it says to make or
 * to remove still is right: a part that was dropped never comes back.
 *
 * @param missing wanted by the broker, and not there
 * @param dropped there, and named by no head any more
 * @param lost named by the head, and not there: to be believed only after a direct look
 */
record Parts(List<PartName> missing, List<ConfigMap> dropped, List<PartName> lost) {
    /** @param found ConfigMaps with the task's label */
    static Parts of(AgentTask task, Head head, Collection<ConfigMap> found) {
        var there = found.stream()
                .filter(map -> isPart(task, map))
                .collect(Collectors.toMap(map -> name(task, map), Function.identity()));
        return new Parts(
                absent(head.blobs().wanted(), there),
                there.entrySet().stream()
                        .filter(entry -> head.blobs().dropped(entry.getKey(), head.epoch()))
                        .map(Map.Entry::getValue)
                        .toList(),
                absent(head.blobs().live(), there));
    }

    private static List<PartName> absent(List<PartName> named, Map<PartName, ConfigMap> there) {
        return named.stream().filter(part -> !there.containsKey(part)).toList();
    }

    private static boolean isPart(AgentTask task, ConfigMap map) {
        return PartName.ofConfigMap(
                                task.getMetadata().getName(), map.getMetadata().getName())
                        .isPresent()
                && belongs(task, map);
    }

    private static PartName name(AgentTask task, ConfigMap map) {
        return PartName.ofConfigMap(
                        task.getMetadata().getName(), map.getMetadata().getName())
                .orElseThrow();
    }

    /** One of a former task of the same name doesn't. */
    static boolean belongs(AgentTask task, ConfigMap map) {
        return map.getMetadata().getOwnerReferences().stream()
                .anyMatch(owner -> owner.getUid().equals(task.getMetadata().getUid()));
    }
}
