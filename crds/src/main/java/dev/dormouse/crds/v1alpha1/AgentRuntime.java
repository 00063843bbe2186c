/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.crds.v1alpha1;

import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/** How the pods of tasks are made and what tasks may use at most. The one named "default" serves tasks that name none. */
@Group(Api.GROUP)
@Version(Api.VERSION)
@ShortNames("aruntime")
public final class AgentRuntime extends CustomResource<AgentRuntimeSpec, AgentRuntimeStatus> implements Namespaced {}
