/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.controller.agenttask;

import dev.dormouse.controller.settings.Labels;
import dev.dormouse.controller.settings.Settings;
import dev.dormouse.crds.v1alpha1.AgentTask;
import dev.dormouse.crds.v1alpha1.Api;
import dev.dormouse.wire.Json;
import dev.dormouse.wire.state.Head;
import dev.dormouse.wire.state.PartName;
import dev.dormouse.wire.state.TaskState;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Map;

/** Step 3: every object that a task with a pod owns beside its state. Pure. */
record Resources(Access access, Pod pod) {
    static Resources of(AgentTask owner, Plan.Accepted plan, Settings settings, TaskPod.Life life) {
        var task = plan.task();
        return new Resources(
                access(owner, plan, life.head()),
                new TaskPod(task, plan.servers(), plan.pod(), settings).build(life, owner(owner)));
    }

    /** What the broker may do; of its own, for a task that changes while its pod runs. */
    static Access access(AgentTask owner, Plan.Accepted plan, Head head) {
        return Access.of(
                plan.task(), head, meta(owner, Access.name(owner.getMetadata().getName())));
    }

    /** The state of a task that has not begun; made once, with POST. */
    static ConfigMap state(AgentTask owner) {
        var head = Head.initial(owner.getMetadata().getUid());
        return new ConfigMapBuilder()
                .withMetadata(meta(owner, TaskState.nameFor(owner.getMetadata().getName())))
                .withData(Map.of(TaskState.HEAD_KEY, Json.text(head)))
                .build();
    }

    /** Room for a part of a blob: the broker fills it, once. */
    static ConfigMap part(AgentTask owner, PartName part) {
        return new ConfigMapBuilder()
                .withMetadata(meta(owner, part.configMap(owner.getMetadata().getName())))
                .build();
    }

    private static ObjectMeta meta(AgentTask owner, String name) {
        return new ObjectMetaBuilder()
                .withName(name)
                .withNamespace(owner.getMetadata().getNamespace())
                .addToLabels(Labels.TASK, owner.getMetadata().getName())
                .addToLabels(Labels.MANAGED_BY, Labels.OPERATOR)
                .withOwnerReferences(owner(owner))
                .build();
    }

    /** The garbage collector clears up after a task; a pod with a controller can be drained without force. */
    private static OwnerReference owner(AgentTask task) {
        return new OwnerReferenceBuilder()
                .withApiVersion(Api.API_VERSION)
                .withKind("AgentTask")
                .withName(task.getMetadata().getName())
                .withUid(task.getMetadata().getUid())
                .withController(true)
                .build();
    }
}
